from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.kinds import Side, SideTraits
from matching.programs.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.scope import scope_of
from profiles.models import MentorOffer
from profiles.vocabulary import MentorRole, Mode

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from mentornet.tenancy.viewer import Viewer
    from profiles.models import User


class EnrollmentQuerySet(InstitutionScopedQuerySet):
    def active(self) -> EnrollmentQuerySet:
        """Return those who take part: not withdrawn, and still at the institution."""
        return self.filter(withdrawn_at=None, member__end_date=None)

    def awaiting(self, whom: str) -> EnrollmentQuerySet:
        """Return those for which a word of *whom* is missing, of people who are still here."""
        return self.filter(awaits=whom, member__end_date=None)

    def proteges(self) -> EnrollmentQuerySet:
        return self.filter(side=Enrollment.Side.PROTEGE)

    def mentors(self) -> EnrollmentQuerySet:
        return self.filter(side=Enrollment.Side.MENTOR)

    def visible_to(self, user: User | AnonymousUser) -> EnrollmentQuerySet:
        """Return one's own, and those of the programs that one directs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user) | models.Q(program__in=Program.objects.directed_by(user))
        )

    def directed_by(self, user: Viewer) -> EnrollmentQuerySet:
        """Return those of the programs that *user* runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope_of(user).rows(unit="program__unit", program="program"))


class Enrollment(InstitutionScoped):
    """One person on one side of a program, with what they said when they applied.

    A copy of the self-assessment and the offer at that time, so that a match can be explained
    later. `areas` maps an area to its priority (1 to 3). `places` is a mentor's.
    """

    Side = Side

    class Source(models.TextChoices):
        APPLIED = "applied", _("Applied")
        TAKEN_IN = "taken_in", _("Added by a director")

    class Awaits(models.TextChoices):
        """Whose word is missing; until then the enrollment counts nowhere, as if it were withdrawn."""

        PERSON = "person", _("Waiting for the person to confirm")
        DIRECTOR = "director", _("Waiting for a director")

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="enrollments")
    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.PROTECT, related_name="enrollments"
    )
    side = models.CharField(max_length=10, choices=Side)
    areas = models.JSONField(default=dict, blank=True)
    roles = ArrayField(
        models.CharField(max_length=20, choices=MentorRole), default=list, blank=True
    )
    expertise = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    goals = models.TextField(blank=True, max_length=4000)
    modes = ArrayField(models.CharField(max_length=20, choices=Mode), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    places = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    rank_wish = models.CharField(
        max_length=20, choices=MentorOffer.RankWish, default=MentorOffer.RankWish.ANY
    )
    left_out = models.BooleanField(default=False, editable=False)
    source = models.CharField(
        max_length=10,
        choices=Source,
        default=Source.APPLIED,
        db_default=Source.APPLIED.value,
        editable=False,
    )
    awaits = models.CharField(
        max_length=10, choices=Awaits, default="", db_default="", blank=True, editable=False
    )
    enrolled_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["member__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "member", "side"], name="enrollment_once_a_side"
            ),
            models.CheckConstraint(
                condition=models.Q(awaits="") | models.Q(withdrawn_at__isnull=False),
                name="enrollment_waits_uncounted",
            ),
        ]
        indexes = [models.Index(fields=["program", "side", "withdrawn_at"])]

    def __str__(self) -> str:
        return f"enrollment {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None

    @property
    def side_traits(self) -> SideTraits:
        """What this side is called in a program of this kind."""
        return self.program.traits.side(self.side)
