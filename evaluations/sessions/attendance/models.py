from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.models import Meeting
from matching.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class SessionNeedsQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SessionNeedsQuerySet:
        """One's own; the office of a program counts them and reads no one's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class SessionNeeds(InstitutionScoped):
    """What someone needs at the sessions of a program, for catering and access; asked once."""

    class Need(models.TextChoices):
        VEGETARIAN = "vegetarian", _("Vegetarian")
        VEGAN = "vegan", _("Vegan")
        HALAL = "halal", _("Halal")
        KOSHER = "kosher", _("Kosher")
        GLUTEN_FREE = "gluten_free", _("Gluten-free")
        LACTOSE_FREE = "lactose_free", _("Lactose-free")
        NO_NUTS = "no_nuts", _("No nuts")
        STEP_FREE = "step_free", _("Step-free access to the room")
        CAPTIONS = "captions", _("Live captions")
        HEARING = "hearing", _("Hearing loop or microphone")
        INTERPRETER = "interpreter", _("Sign language interpreter")
        LARGE_PRINT = "large_print", _("Large print or files in advance")
        QUIET_ROOM = "quiet_room", _("Quiet room nearby")
        LACTATION = "lactation", _("Lactation room nearby")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    needs = ArrayField(models.CharField(max_length=20, choices=Need), default=list, blank=True)
    said_at = models.DateTimeField(auto_now=True)

    objects = SessionNeedsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="session_needs_once")
        ]

    def __str__(self) -> str:
        return f"needs {self.pk}"


class AbsenceNoticeQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AbsenceNoticeQuerySet:
        """One's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class AbsenceNotice(InstitutionScoped):
    """That someone is to be asked, once, what would help them to come; looked at again when due.

    `meeting` is the first of the sessions missed in a row, or that with which the minimum went out
    of reach. Sent or not, the row stays, so that no one is asked twice.
    """

    class Kind(models.TextChoices):
        SECOND = "second", _("Second absence in a row")
        MINIMUM = "minimum", _("Minimum out of reach")

    class State(models.TextChoices):
        DUE = "due", _("Due")
        TOLD = "told", _("Sent")
        DROPPED = "dropped", _("Not needed")

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField()

    objects = AbsenceNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member", "meeting", "kind"], name="absence_notice_once"
            ),
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=models.Q(kind="minimum", state="told"),
                name="absence_minimum_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "due_at"],
                condition=models.Q(state="due"),
                name="absence_notice_due",
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
