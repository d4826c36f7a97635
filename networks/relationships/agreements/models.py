from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.relationships.models.tie import Tie
from profiles.vocabulary import Mode

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise as StrPromise

    from profiles.models import User


class AgreementQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AgreementQuerySet:
        """The two people of the tie, and no one else."""
        return self.filter(tie__in=Tie.objects.visible_to(user))


class Agreement(InstitutionScoped):
    """What two people have agreed on for their tie [C, L], one row a version.

    A proposal holds for no one until both have confirmed it; the one before it holds until then.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        IN_FORCE = "in_force", _("Agreed")
        REPLACED = "replaced", _("Replaced")

        @property
        def meaning(self) -> StrPromise:
            """Return what the state is, as words that follow its name and a colon."""
            return STATE_MEANING[self]

    class Cadence(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")
        MONTHLY = "monthly", _("Every month")
        QUARTERLY = "quarterly", _("Every three months")

    class AnswerWithin(models.IntegerChoices):
        DAY = 1, _("Within a day")
        TWO_DAYS = 2, _("Within two days")
        WEEK = 7, _("Within a week")

    tie = models.ForeignKey(Tie, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    cadence = models.CharField(max_length=20, choices=Cadence, default=Cadence.MONTHLY)
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    modes = ArrayField(models.CharField(max_length=20, choices=Mode), default=list, blank=True)
    answer_within = models.PositiveSmallIntegerField(
        choices=AnswerWithin, default=AnswerWithin.TWO_DAYS
    )
    progress = models.TextField(blank=True)
    protege_does = models.TextField(blank=True)
    mentor_does = models.TextField(blank=True)
    confidentiality = models.TextField(blank=True)
    mentor_or_boss = models.TextField(blank=True)
    credit = models.TextField(blank=True)
    review_on = models.DateField()
    proposed_by = models.ForeignKey(
        "profiles.Membership",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty if a program suggested it."),
    )
    protege_confirmed_at = models.DateTimeField(null=True)
    mentor_confirmed_at = models.DateTimeField(null=True)
    # With a mentor elsewhere who has not confirmed it: the mentee's own record.
    own_record = models.BooleanField(default=False, db_default=False, editable=False)
    outside_note = models.TextField(blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tie", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["tie"],
                condition=models.Q(state="proposed"),
                name="agreement_one_proposal",
            ),
            models.UniqueConstraint(
                fields=["tie"],
                condition=models.Q(state="in_force"),
                name="agreement_one_in_force",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in_force")
                | models.Q(protege_confirmed_at__isnull=False)
                & (models.Q(mentor_confirmed_at__isnull=False) | models.Q(own_record=True)),
                name="agreement_needs_both",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.number}"


STATE_MEANING: dict[str, StrPromise] = {
    Agreement.State.PROPOSED: _("it does not apply until it is confirmed"),
    Agreement.State.IN_FORCE: _("it applies now, until a newer version is agreed"),
    Agreement.State.REPLACED: _("a newer version took its place, and it stays in the history"),
}
