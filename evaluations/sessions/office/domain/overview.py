"""The sessions of a program for the office that runs it: when, where, how many; no one's name.

Names stand here for those who facilitate alone. Who can't come, who came and who needs what are
counts, and what a session is about is the group's: the office sees whether it is ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.calendar_entries import next_sequence
from evaluations.meetings.domain.expected import Headcount, answers_to, carry_answers, count_heads
from evaluations.meetings.errors import MeetingClosed, NotLeading
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.make_up import may_arrange
from evaluations.sessions.attendance.domain.needs import NeedCounts, count_needs
from evaluations.sessions.attendance.domain.taking import there_on
from evaluations.sessions.curriculum.models import Material
from evaluations.sessions.office.domain.places import room_of
from matching.models import Program
from mentornet.audit_verbs import Verb
from mentornet.mail.calendar import video_link
from mentornet.tabular.writing import Line, Table
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership

State = Meeting.State
PUBLISHED_SHARE = 89
"""How many of a hundred came in the program of [P]."""


@dataclass(frozen=True)
class Row:
    """One session as the office sees it."""

    meeting: Meeting
    group: PeerGroup
    facilitators: Sequence[str]
    heads: Headcount
    noted: int
    came: int
    is_ready: bool
    has_ended: bool

    @property
    def room(self) -> str:
        """Where it is, without the link."""
        return room_of(self.meeting.place)

    @property
    def link(self) -> str:
        """The address at which one joins by video; "" where there is none."""
        return video_link(self.meeting.place)

    @property
    def share(self) -> int | None:
        """How many of a hundred who were expected came; None before attendance is taken."""
        return percent(self.came, self.noted)

    @property
    def ends_at(self) -> datetime | None:
        """When it is over."""
        starts_at: datetime | None = self.meeting.starts_at
        return starts_at + timedelta(minutes=self.meeting.minutes) if starts_at else None

    @property
    def state_words(self) -> str:
        """What has become of it, in the words of the office."""
        words = {
            State.PLANNED: _("Attendance not taken") if self.has_ended else _("Scheduled"),
            State.HELD: _("Held"),
            State.MISSED: _("No one attended"),
            State.CANCELLED: _("Canceled"),
        }
        return words[State(self.meeting.state)]

    @property
    def is_to_make_up(self) -> bool:
        """Whether a make-up session can be planned for everyone."""
        return self.meeting.state in (State.CANCELLED, State.MISSED) and self.group.is_active


@dataclass(frozen=True)
class Sessions:
    """The sessions of a program in the order of time, and what counts over all of them."""

    rows: Sequence[Row]
    groups: Sequence[PeerGroup]
    needs: NeedCounts

    @property
    def ahead(self) -> list[Row]:
        """Those that are not over."""
        return [one for one in self.rows if not one.has_ended]

    @property
    def past(self) -> list[Row]:
        """Those that are over."""
        return [one for one in self.rows if one.has_ended]

    @property
    def came(self) -> int:
        """How many came, over all sessions held."""
        return sum(one.came for one in self.rows if one.meeting.state == State.HELD)

    @property
    def noted(self) -> int:
        """Of how many attendance was taken."""
        return sum(one.noted for one in self.rows if one.meeting.state == State.HELD)

    @property
    def share(self) -> int | None:
        """How many of a hundred came."""
        return percent(self.came, self.noted)


def percent(part: int, whole: int) -> int | None:
    """Return *part* of *whole* in percent, rounded half up; None of nothing.

    >>> percent(8, 9), percent(1, 8), percent(0, 0)
    (89, 13, None)
    """
    return (200 * part + whole) // (2 * whole) if whole else None


def read_sessions(
    program: Program, *, group: UUID | None = None, now: datetime | None = None
) -> Sessions:
    """Read the sessions of a program, or of one of its groups: seven queries for any number."""
    moment = now or timezone.now()
    groups = list(
        PeerGroup.objects.filter(program_group__program=program)
        .select_related("institution")
        .order_by("name", "pk")
    )
    shown = {one.pk: one for one in groups if group in (None, one.pk)}
    came = Q(attendance__state=Attendance.State.PRESENT)
    meetings = list(
        Meeting.objects.filter(group__in=shown, starts_at__isnull=False)
        .exclude(state=State.PROPOSED)
        .annotate(
            noted=Count("attendance"),
            came=Count("attendance", filter=came),
            has_material=Exists(Material.objects.filter(plan__meeting=OuterRef("pk"))),
        )
        .select_related("plan", "makes_up")
        .defer("agenda", "notes")
        .order_by("starts_at", "group__name", "pk")
    )
    parts: dict[UUID, list[GroupMember]] = {key: [] for key in shown}
    for part in GroupMember.objects.filter(group__in=shown).select_related("member"):
        parts[part.group_id].append(part)
    answers = answers_to(meetings)
    excused = _not_asked(meetings)
    rows = [
        _row(
            one,
            shown[one.group_id],
            parts[one.group_id],
            answers[one.pk],
            excused[one.pk],
            moment,
        )
        for one in meetings
        if one.group_id
    ]
    return Sessions(rows=rows, groups=groups, needs=count_needs(program))


def _not_asked(meetings: Sequence[Meeting]) -> dict[UUID, set[UUID]]:
    """Return for each session who needs it no more: who came to the one that it makes up, or to an
    earlier one that does. At most one query.
    """
    found: dict[UUID, set[UUID]] = {one.pk: set() for one in meetings}
    first = {one.makes_up_id for one in meetings if one.makes_up_id}
    if not first:
        return found
    rows = Attendance.objects.filter(
        Q(meeting__in=first) | Q(meeting__makes_up__in=first), state=Attendance.State.PRESENT
    ).values_list("meeting", "meeting__makes_up", "meeting__starts_at", "member")
    for one in meetings:
        if one.makes_up_id is None:
            continue
        found[one.pk] = {
            member
            for session, makes_up, starts_at, member in rows
            if session == one.makes_up_id
            or (makes_up == one.makes_up_id and starts_at < one.starts_at)
        }
    return found


def _row(
    meeting: Any,
    group: PeerGroup,
    parts: Sequence[GroupMember],
    answers: dict[UUID, str],
    not_asked: set[UUID],
    now: datetime,
) -> Row:
    day = group.institution.local_date(now=meeting.starts_at)
    there = there_on(parts, max(day, group.started_on))
    expected = {one.member_id for one in there if one.leads or one.member_id not in not_asked}
    plan = getattr(meeting, "plan", None)
    end = meeting.starts_at + timedelta(minutes=meeting.minutes) if meeting.starts_at else now
    return Row(
        meeting=meeting,
        group=group,
        facilitators=[one.name for one in there if one.leads],
        heads=count_heads(expected, answers),
        noted=meeting.noted,
        came=meeting.came,
        is_ready=bool(plan and (plan.preparation.strip() or meeting.has_material)),
        has_ended=end <= now,
    )


@transaction.atomic
def change_place(meeting: Meeting, *, by: Membership, mode: str, place: str) -> Meeting:
    """Change the room or the link of a session that is not over; its people's calendars are told.

    What people said to it still counts. Nothing changed tells no one. Raise NotLeading for anyone who
    neither leads the group nor directs programs, and MeetingClosed.
    """
    locked: Meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("group__institution", "institution")
        .get(pk=meeting.pk)
    )
    if locked.group is None or not may_arrange(locked.group, by):
        raise NotLeading
    over = locked.starts_at is None or (
        locked.starts_at + timedelta(minutes=locked.minutes) <= timezone.now()
    )
    if locked.state != State.PLANNED or over:
        raise MeetingClosed
    if (locked.mode, locked.place) == (mode, place):
        return locked
    since = locked.sequence
    locked.mode, locked.place, locked.sequence = mode, place, next_sequence(locked)
    locked.save(update_fields=["mode", "place", "sequence"])
    carry_answers(locked, since=since)
    record(Verb.MEETING_MOVED, actor=by.user, institution=locked.institution, subject=locked)
    announcements.notify_all([locked], template="meeting_moved", method=announcements.REQUEST)
    return locked


def tables_of(sessions: Sessions) -> Iterator[Table]:
    """The sessions for book-keeping: a title, and lines of which the first is the heading."""
    heading: Line = [
        _("Date"),
        _("Starts"),
        _("Ends"),
        _("Hours"),
        _("Group"),
        _("Facilitators"),
        _("Room"),
        _("Link"),
        _("State"),
        _("Make-up for"),
        _("Expected"),
        _("Can’t come"),
        _("Present"),
        _("Attendance taken for"),
        _("Percent present"),
    ]
    yield _("Sessions"), [heading, *(_line(one) for one in sessions.rows)]
    needs: list[Line] = [[_("Need"), _("People")]]
    needs += [[label, count] for label, count in sessions.needs.counts]
    yield _("Food and access"), needs


def _line(row: Row) -> Line:
    meeting = row.meeting
    assert meeting.starts_at is not None and row.ends_at is not None  # noqa: S101  (asked before)
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(row.ends_at)
    first = meeting.makes_up
    made_up = timezone.localtime(first.starts_at) if first and first.starts_at else None
    return [
        starts.date().isoformat(),
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        round(meeting.minutes / 60, 2),
        row.group.name,
        ", ".join(row.facilitators),
        row.room,
        row.link,
        row.state_words,
        made_up.date().isoformat() if made_up else "",
        row.heads.expected,
        row.heads.cannot,
        row.came,
        row.noted,
        "" if row.share is None else row.share,
    ]
