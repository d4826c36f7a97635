from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution
from profiles.vocabulary import Area, MentorRole, Mode

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class MentorOfferQuerySet(InstitutionScopedQuerySet):
    def open(self) -> MentorOfferQuerySet:
        """Return those that colleagues can find: not paused, of people who are here."""
        return self.filter(paused=False, member__end_date=None)

    def visible_to(self, user: User | AnonymousUser) -> MentorOfferQuerySet:
        """Return one's own, and the offers of current colleagues that are not paused."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user)
            | models.Q(
                institution__in=Institution.objects.visible_to(user),
                paused=False,
                member__end_date=None,
            )
        )


class MentorOffer(InstitutionScoped):
    """What a person offers as a mentor, and how many people they have room for.

    Senior mentors are the scarce resource [P], so capacity is a hard limit on accepting.
    """

    class RankWish(models.TextChoices):
        HALF_GENERATION = "half_generation", _("One or two steps behind me")
        JUNIOR = "junior", _("Anyone junior to me")
        ANY = "any", _("Anyone, peers too")

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="offer"
    )
    roles = ArrayField(models.CharField(max_length=20, choices=MentorRole), default=list)
    areas = ArrayField(models.CharField(max_length=20, choices=Area), default=list)
    expertise = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    modes = ArrayField(models.CharField(max_length=20, choices=Mode), default=list)
    capacity = models.PositiveSmallIntegerField(
        default=2,
        validators=[MaxValueValidator(50)],
        help_text=_("How many people you can mentor at the same time."),
    )
    hours_a_month = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        default=2,
        validators=[MinValueValidator(0), MaxValueValidator(200)],
    )
    rank_wish = models.CharField(max_length=20, choices=RankWish, default=RankWish.HALF_GENERATION)
    cannot_offer = models.TextField(blank=True)
    paused = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MentorOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity__lte=50), name="offer_capacity_reasonable"
            )
        ]
        indexes = [
            GinIndex(fields=["roles"], name="offer_roles"),
            GinIndex(fields=["areas"], name="offer_areas"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
