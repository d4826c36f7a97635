from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import Membership, User


class ExclusionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ExclusionQuerySet:
        """One's own list; the person on it never learns of it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(owner__user=user)

    def keeping_apart(self, one: Membership, other: Membership) -> ExclusionQuerySet:
        """The wishes, of either of the two, never to be brought together."""
        return self.filter(
            models.Q(owner=one, other=other) | models.Q(owner=other, other=one),
            reach=Exclusion.Reach.PAIR,
        )


class Exclusion(InstitutionScoped):
    """Someone whom the owner does not want suggested."""

    class Reach(models.TextChoices):
        SUGGESTION = "suggestion", _("Don’t suggest this person to me")
        PAIR = "pair", _("Never match the two of us")

    owner = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="exclusions"
    )
    other = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    reach = models.CharField(max_length=20, choices=Reach, default=Reach.SUGGESTION)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "other"], name="exclusion_once"),
            models.CheckConstraint(
                condition=~models.Q(owner=models.F("other")),
                name="exclusion_not_oneself",
            ),
        ]
        indexes = [models.Index(fields=["other", "reach"])]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
