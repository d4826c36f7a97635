"""A session while it runs: its clock, what is parked, who has spoken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import TooMany
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import NotYourTie
from evaluations.meetings.models import Meeting
from evaluations.sessions.attendance.domain.taking import expected_at
from evaluations.sessions.curriculum.models import SessionPlan
from evaluations.sessions.errors import NothingToTime
from evaluations.sessions.live.models import ParkedItem, SpokeMark
from networks.models import PeerGroup
from profiles.models import Membership

MOST_PARKED = 100


@dataclass(frozen=True)
class Clock:
    """Where a session stands: the segment that runs, and the seconds spent in it so far."""

    segment: int
    runs: bool
    spent: int
    seconds: int

    @property
    def left(self) -> int:
        """Seconds until the segment is over; negative once it is."""
        return self.seconds - self.spent


def clock_of(plan: SessionPlan | None, *, now: datetime | None = None) -> Clock | None:
    """Return the clock of a session, or None where nothing was started. Every device reads the same."""
    if plan is None or plan.segment is None or plan.segment >= len(plan.segments):
        return None
    since = plan.segment_since
    running = int(((now or timezone.now()) - since).total_seconds()) if since else 0
    return Clock(
        segment=plan.segment,
        runs=since is not None,
        spent=plan.segment_spent + max(running, 0),
        seconds=plan.segments[plan.segment]["minutes"] * 60,
    )


@transaction.atomic
def start_segment(
    meeting: Meeting, *, by: Membership, segment: int, now: datetime | None = None
) -> SessionPlan:
    """Start a segment from its beginning; the same one again goes on. Two taps are one.

    Raise NotYourTie, NotLeading, NothingToTime.
    """
    plan = _lock_for_update(meeting, by)
    if not 0 <= segment < len(plan.segments):
        raise NothingToTime
    if plan.segment != segment:
        plan.segment, plan.segment_spent, plan.segment_since = segment, 0, now or timezone.now()
    elif plan.segment_since is None:
        plan.segment_since = now or timezone.now()
    plan.save(update_fields=["segment", "segment_since", "segment_spent"])
    return plan


@transaction.atomic
def pause_segment(meeting: Meeting, *, by: Membership, now: datetime | None = None) -> SessionPlan:
    """Let the clock stand still. Idempotent. Raise NotYourTie, NotLeading, NothingToTime."""
    plan = _lock_for_update(meeting, by)
    clock = clock_of(plan, now=now)
    if clock is not None:
        plan.segment_spent, plan.segment_since = clock.spent, None
        plan.save(update_fields=["segment_since", "segment_spent"])
    return plan


@transaction.atomic
def stop_clock(meeting: Meeting, *, by: Membership) -> SessionPlan:
    """Put the clock away. Raise NotYourTie, NotLeading, NothingToTime."""
    plan = _lock_for_update(meeting, by)
    plan.segment, plan.segment_since, plan.segment_spent = None, None, 0
    plan.save(update_fields=["segment", "segment_since", "segment_spent"])
    return plan


@transaction.atomic
def park(group: PeerGroup, *, by: Membership, text: str, meeting: Meeting | None) -> ParkedItem:
    """Put something aside for the group; the same open words are one item. Raise NotYourTie, TooMany."""
    locked = lock_group_for_update(group, by)
    rows = ParkedItem.objects.filter(group=locked, done_at=None)
    if there := rows.filter(text=text).first():
        return there
    if rows.count() >= MOST_PARKED:
        raise TooMany(_("The parking lot holds at most 100 topics. Mark some as discussed first."))
    row: ParkedItem = ParkedItem.objects.create(
        institution=locked.institution, group=locked, meeting=meeting, author=by, text=text
    )
    return row


@transaction.atomic
def set_parked(item: ParkedItem, *, by: Membership, done: bool) -> None:
    """Take a parked item off the list, or put it back. Raise NotYourTie."""
    lock_group_for_update(item.group, by, active=False)
    ParkedItem.objects.filter(pk=item.pk).update(done_at=timezone.now() if done else None)


@transaction.atomic
def mark_spoken(meeting: Meeting, *, by: Membership, member: Membership, spoken: bool) -> None:
    """Note that someone has spoken, or take it back. Raise NotYourTie, NotLeading."""
    group = _group(meeting, by)
    if member.pk not in {row.member_id for row in expected_at(meeting, group)}:
        raise NotYourTie
    if spoken:
        SpokeMark.objects.get_or_create(
            meeting=meeting,
            member=member,
            defaults={"institution": meeting.institution, "noted_by": by},
        )
    else:
        SpokeMark.objects.filter(meeting=meeting, member=member).delete()


def _group(meeting: Meeting, by: Membership) -> PeerGroup:
    assert meeting.group is not None  # noqa: S101  (the address is a group's)
    return lock_group_for_update(meeting.group, by, active=False, leading=True)


def _lock_for_update(meeting: Meeting, by: Membership) -> SessionPlan:
    _group(meeting, by)
    plan: SessionPlan | None = (
        SessionPlan.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    )
    if plan is None:
        raise NothingToTime
    return plan
