from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User

MOST_SESSIONS = 60


class AttendanceRulesQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AttendanceRulesQuerySet:
        """Return the rules of programs that *user* directs; faculty read them with the program."""
        return self.filter(program__in=Program.objects.directed_by(user))


class AttendanceRules(InstitutionScoped):
    """How many sessions of a program its members attend, and what happens below that.

    Set before the program runs and shown to everyone who may enroll.
    """

    class SecondAbsence(models.TextChoices):
        FACILITATOR = "facilitator", _("Email the member, and tell the facilitator")
        MEMBER = "member", _("Email the member only")
        NOTHING = "nothing", _("Do nothing")

    program = models.OneToOneField(
        Program, on_delete=models.CASCADE, related_name="attendance_rules"
    )
    needed = models.PositiveSmallIntegerField(
        _("minimum sessions to attend"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSIONS)],
        help_text=_("Leave empty for no minimum. A make-up session counts for the missed one."),
    )
    planned = models.PositiveSmallIntegerField(
        _("out of how many sessions"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSIONS)],
    )
    tell_member = models.BooleanField(
        _("Tell the member once when they can no longer reach the minimum"), default=True
    )
    tell_facilitator = models.BooleanField(
        _("Tell the facilitator when a member can no longer reach it"), default=True
    )
    no_certificate = models.BooleanField(_("No certificate below the minimum"), default=False)
    second_absence = models.CharField(
        _("when a member misses two sessions in a row"),
        max_length=20,
        choices=SecondAbsence,
        default=SecondAbsence.FACILITATOR,
    )

    objects = AttendanceRulesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(needed=None, planned=None)
                | models.Q(planned__gte=models.F("needed")),
                name="attendance_minimum_in_reach",
            )
        ]

    def __str__(self) -> str:
        return f"attendance rules {self.pk}"
