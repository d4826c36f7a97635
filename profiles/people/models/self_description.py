from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.people.models.membership import Membership

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class SelfDescriptionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SelfDescriptionQuerySet:
        """Return one's own, and what colleagues chose to show."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user)
            | models.Q(shown=True, member__in=Membership.objects.visible_to(user))
        )


class SelfDescription(InstitutionScoped):
    """Gender and pronouns in the person's own words; edited and shared by no one else."""

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        NON_BINARY = "non_binary", _("Non-binary")
        OTHER = "other", _("Another, in my own words")

    member = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="self_description"
    )
    gender = models.CharField(max_length=20, choices=Gender, blank=True)
    gender_words = models.CharField(max_length=100, blank=True)
    pronouns = models.CharField(max_length=50, blank=True)
    shown = models.BooleanField(
        default=False, help_text=_("Show this on my profile to colleagues here.")
    )
    wishes_woman = models.BooleanField(
        default=False,
        help_text=_("I want at least one woman among my mentors. Only I see this."),
    )

    objects = SelfDescriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"self-description {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.gender != self.Gender.OTHER:
            self.gender_words = ""
        super().save(*args, **kwargs)
