"""A group's whole calendar moved around holidays: looked at first, then in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.calendar_entries import next_sequence
from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import MeetingClosed
from evaluations.meetings.models import Attendance, Meeting, new_uid
from evaluations.sessions.errors import CalendarChanged
from evaluations.sessions.limits import FARTHEST
from mentornet.audit_verbs import Verb
from networks.models import PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership

State = Meeting.State
WEEK = timedelta(weeks=1)
MOST_WEEKS = 60


@dataclass(frozen=True)
class Move:
    """A session with when it is, and when it would be."""

    meeting: Meeting
    before: datetime
    after: datetime

    @property
    def moves(self) -> bool:
        return self.before != self.after


def rescheduled(
    days: Sequence[date], *, weeks: int = 0, skip: Set[date] = frozenset(), carry: bool = False
) -> list[date]:
    """Return where sessions on *days* (in order) go: *weeks* on, and around the days to *skip*.

    A session that would fall on a skipped day, or not after the one before it, goes to the same
    weekday of the next week that is free; two on one day stay together. With *carry* all later ones go as many weeks on, so that
    the distances stay. Nothing changes its weekday, its order, or goes back.
    """
    found: list[date] = []
    late = timedelta(weeks=weeks)
    for number, day in enumerate(days):
        if number and day == days[number - 1]:
            found.append(found[-1])
            continue
        there, waits = day + late, 0
        while waits < MOST_WEEKS and (there in skip or (found and there <= found[-1])):
            there += WEEK
            waits += 1
        if carry:
            late += waits * WEEK
        found.append(there)
    return found


def preview_reschedule(
    group: PeerGroup,
    first: Meeting,
    *,
    by: Membership,
    weeks: int = 0,
    skip: Iterable[date] = (),
    carry: bool = False,
    now: datetime | None = None,
) -> list[Move]:
    """Return what a shift from the session *first* on would do; nothing is changed.

    The hour on the wall stays, in the zone of the one who plans. Raise MeetingClosed, in words,
    where attendance was taken at *first* or a new time lies in the past or too far ahead.
    """
    if first.state != State.PLANNED or Attendance.objects.filter(meeting=first).exists():
        raise MeetingClosed(
            _("Attendance was taken for this session, so you cannot change its date.")
        )
    rows = list(
        Meeting.objects.filter(
            group=group, state=State.PLANNED, starts_at__gte=first.starts_at
        ).order_by("starts_at", "pk")
    )
    zone = by.zone
    old = [one.starts_at.astimezone(zone) for one in rows if one.starts_at]
    new = rescheduled([one.date() for one in old], weeks=weeks, skip=frozenset(skip), carry=carry)
    moves = [
        Move(
            row, before, before if before.date() == day else at_wall_time(day, before.time(), zone)
        )
        for row, before, day in zip(rows, old, new, strict=True)
    ]
    moment = now or timezone.now()
    if any(one.moves and one.after <= moment for one in moves):
        raise MeetingClosed(_("That date is still in the past. Move it by more weeks."))
    if moves and moves[-1].after > moment + FARTHEST:
        raise MeetingClosed(
            _("The last session would be more than 13 months away. Move it by fewer weeks.")
        )
    return moves


@transaction.atomic
def reschedule_sessions(
    group: PeerGroup,
    first: Meeting,
    *,
    by: Membership,
    seen: Sequence[datetime],
    weeks: int = 0,
    skip: Iterable[date] = (),
    carry: bool = False,
    now: datetime | None = None,
) -> list[Meeting]:
    """Move the sessions as the preview said; everyone gets the new entries by mail.

    *seen* are the new times that the preview showed. Return those that moved. Raise NotYourTie,
    NotLeading, TieOver, MeetingClosed, and CalendarChanged where the calendar is another by now.
    """
    ours = lock_group_for_update(group, by, leading=True)
    locked = Meeting.objects.select_for_update(of=("self",)).filter(group=ours).order_by("pk")
    there = {row.pk: row for row in locked}
    moves = preview_reschedule(
        ours, there[first.pk], by=by, weeks=weeks, skip=skip, carry=carry, now=now
    )
    if [one.after for one in moves] != list(seen):
        raise CalendarChanged
    moved = []
    for one in moves:
        if one.moves:
            row = there[one.meeting.pk]
            row.sequence = next_sequence(row)
            row.starts_at, row.group = one.after, ours
            if row.original_at is not None and _keeps_rule(row):
                # The whole series is told again, with this as its rule.
                row.original_at = one.after
            elif row.original_at is not None:
                _detach(row)
            moved.append(row)
    changed = [*moved, *_displaced(moved, there.values())]
    Meeting.objects.bulk_update(changed, ["starts_at", "original_at", "uid", "zone", "sequence"])
    note_agreed(moved, [by])
    for row in moved:
        record(Verb.MEETING_MOVED, actor=by.user, institution=ours.institution, subject=row)
    if moved:
        # The rule has changed, so that one of a series alone says nothing.
        announcements.notify_all(
            changed, template="meeting_moved", method=announcements.REQUEST, whole=True
        )
    return moved


def _keeps_rule(row: Meeting) -> bool:
    """Return whether a session of a series is still on its weekday and at its hour, in the series' zone."""
    assert row.original_at is not None and row.starts_at is not None  # noqa: S101  (asked before)
    zone = ZoneInfo(row.zone)
    before, now = row.original_at.astimezone(zone), row.starts_at.astimezone(zone)
    return (before.weekday(), before.time()) == (now.weekday(), now.time())


def _displaced(moved: Sequence[Meeting], rows: Iterable[Meeting]) -> list[Meeting]:
    """Take out of their series those that once moved by themselves, where another now has their place."""
    taken = {(row.uid, row.original_at) for row in moved if row.original_at is not None}
    keys = {row.pk for row in moved}
    found = []
    for row in rows:
        if row.pk not in keys and row.is_open and (row.uid, row.original_at) in taken:
            _detach(row)
            row.sequence += 1
            found.append(row)
    return found


def _detach(row: Meeting) -> None:
    """Make a session a calendar object of its own: its series is told without it."""
    row.uid, row.original_at, row.zone = new_uid(), None, ""
