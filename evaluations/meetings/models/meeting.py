from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.durations import minutes_in_words
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet, OfInstitution
from networks.models import PeerGroup, Tie
from networks.peer_groups.models.group import opened_to
from profiles.vocabulary import Mode

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


def session_opened_to(user: User | AnonymousUser) -> models.Q:
    """Say which sessions of groups *user* reads: not those from before they joined."""
    when = Coalesce(models.OuterRef("starts_at"), models.OuterRef("created_at"))
    return opened_to(user, written=when)


def new_uid() -> str:
    """Return a name for a calendar object: by RFC 7986, one that says nothing."""
    return str(uuid4())


class MeetingQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """Meetings of one's own ties and groups; no one else's, whatever their office."""
        return self.filter(
            models.Q(tie__in=Tie.objects.visible_to(user))
            | models.Q(group__in=PeerGroup.objects.visible_to(user)) & session_opened_to(user)
        )

    def open(self) -> MeetingQuerySet:
        return self.filter(state__in=Meeting.OPEN_STATES)


class Meeting(InstitutionScoped):
    """A meeting of two people, or the session of a group: planned, held, missed, canceled [L].

    The agenda is the protégé's and both see it; the notes are shared. What one of the two writes
    for themselves is a PrivateNote. `sequence` counts what calendars were told of the meeting, whose
    name there is `uid`. Those of one series share it; `original_at` is when each was by the series'
    rule, in `zone`.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Times suggested")
        PLANNED = "planned", _("Scheduled")
        HELD = "held", _("Met")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Canceled")

    OPEN_STATES = (State.PROPOSED, State.PLANNED)

    tie = models.ForeignKey(
        Tie, null=True, blank=True, on_delete=models.CASCADE, related_name="meetings"
    )
    group = models.ForeignKey(
        PeerGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="meetings"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    mode = models.CharField(max_length=20, choices=Mode, blank=True)
    place = models.CharField(max_length=300, blank=True)
    informal = models.BooleanField(default=False)
    agenda = models.TextField(blank=True)
    agenda_revision = models.PositiveIntegerField(default=0)
    notes = models.TextField(blank=True)
    notes_revision = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    uid = models.CharField(
        max_length=255, blank=True, default=new_uid, db_default="", editable=False
    )
    original_at = models.DateTimeField(null=True, blank=True, editable=False)
    zone = models.CharField(max_length=64, blank=True, db_default="", default="", editable=False)
    created_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancelled_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The session that was missed or cancelled, which this one makes up for those who missed it.
    makes_up = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="make_ups",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="proposed")
                | models.Q(state="cancelled")
                | models.Q(starts_at__isnull=False),
                name="meeting_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(tie=None, group__isnull=False)
                | models.Q(tie__isnull=False, group=None),
                name="meeting_of_tie_or_group",
            ),
        ]
        indexes = [
            models.Index(fields=["tie", "-starts_at"]),
            models.Index(fields=["group", "-starts_at"]),
            models.Index(fields=["institution", "state", "starts_at"]),
            models.Index(fields=["institution", "uid"], name="meeting_uid"),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def calendar_uid(self) -> str:
        """What calendars call it. Code of before named a meeting after the site, and kept no name."""
        return self.uid or f"meeting-{self.pk}@{urlsplit(settings.SITE_URL).netloc}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def minutes_words(self) -> str:
        """How long it takes, as people say it."""
        return minutes_in_words(self.minutes)

    @property
    def state_words(self) -> str:
        """Return its state in words; a group's session that has begun and is not over is under way."""
        begins, lasts = self.starts_at, timedelta(minutes=self.minutes)
        stands = self.group_id and self.state in (self.State.PLANNED, self.State.HELD)
        if stands and begins and begins <= timezone.now() < begins + lasts:
            return str(_("In progress"))
        return str(self.get_state_display())

    @property
    def participants(self) -> Tie | PeerGroup:
        """Whose meeting it is: a constraint holds that it is a tie's or a group's."""
        if self.tie is not None:
            return self.tie
        if self.group is not None:
            return self.group
        raise ValueError("This meeting belongs to nobody yet.")


class MeetingTimeQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MeetingTimeQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class MeetingTime(OfInstitution):
    """One of the times that someone offers."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()

    objects = MeetingTimeQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="meeting_time_once")
        ]

    def __str__(self) -> str:
        return f"time {self.pk}"


class AttendanceQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AttendanceQuerySet:
        """Return who came, for those who are in the group; directors get counts elsewhere."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class Attendance(OfInstitution):
    """Whether someone came to a session of their group [P: 89% did]."""

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class PrivateNoteQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PrivateNoteQuerySet:
        """One's own. There is no one else, and no office, that this opens to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(author__user=user)


class PrivateNote(InstitutionScoped):
    """What one of the two writes about a meeting for themselves."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "author"], name="private_note_once")
        ]

    def __str__(self) -> str:
        return f"private note {self.pk}"
