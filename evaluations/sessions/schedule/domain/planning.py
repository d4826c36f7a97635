"""The sessions of a group: planned in a row, shifted together, attended [P]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import MeetingClosed, NotYourTie, TooMany
from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.answers import note_agreed
from evaluations.meetings.domain.calendar_entries import next_sequence, start_series
from evaluations.meetings.domain.expected import excuse
from evaluations.meetings.domain.invited import came_before
from evaluations.meetings.domain.lifecycle import at_wall_time, refuse_many
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.minimum import plan_notices
from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

State = Meeting.State
MOST_SESSIONS = 26
FARTHEST = timedelta(days=400)
# People arrive before it begins.
OPENS_BEFORE = timedelta(minutes=30)


@transaction.atomic
def plan_sessions(
    group: PeerGroup,
    *,
    by: Membership,
    first: datetime,
    minutes: int,
    every_weeks: int = 4,
    count: int = 1,
    mode: str = "",
    place: str = "",
    agenda: str = "",
) -> list[Meeting]:
    """Plan *count* sessions at the same hour on the wall in the planner's zone.

    A session that stands at that time already is left. Everyone gets the entries by mail.
    Return the new ones. Raise NotYourTie, NotLeading, TieOver, TooMany.
    """
    locked = lock_group_for_update(group, by, leading=True)
    if count > MOST_SESSIONS:
        raise TooMany(_("Plan at most %(most)d sessions at once.") % {"most": MOST_SESSIONS})
    refuse_many(locked, more=count)
    zone = by.zone
    start = first.astimezone(zone)
    made = []
    for number in range(count):
        day = start.date() + timedelta(weeks=every_weeks * number)
        meeting, created = Meeting.objects.get_or_create(
            group=locked,
            starts_at=at_wall_time(day, start.time(), zone),
            state=State.PLANNED,
            defaults={
                "institution": locked.institution,
                "created_by": by,
                "minutes": minutes,
                "mode": mode,
                "place": place,
                "agenda": agenda if number == 0 else "",
            },
        )
        if created:
            made.append(meeting)
    if made:
        start_series(made, zone)
        note_agreed(made, [by])
        record(Verb.SERIES_PLANNED, actor=by.user, institution=locked.institution, subject=made[0])
        announcements.notify_all(made, template="meeting_planned", method=announcements.REQUEST)
    return made


@transaction.atomic
def take_attendance(
    meeting: Meeting,
    *,
    by: Membership,
    states: Mapping[UUID, str],
    now: datetime | None = None,
) -> int:
    """Note who came to a session, by the members' keys; those not named keep what was noted.

    Anyone who has said that they can't come, and is not noted otherwise, is excused. A session to which
    someone came has taken place. Raise NotYourTie for someone who was not
    in the group on that day, NotLeading, and MeetingClosed for a session that lies ahead or was
    canceled. Return how many came.
    """
    assert meeting.group is not None  # noqa: S101  (only groups have attendance)
    group = lock_group_for_update(meeting.group, by, active=False, leading=True)
    locked: Meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.state not in (State.PLANNED, State.HELD, State.MISSED):
        raise MeetingClosed
    if locked.starts_at is None or locked.starts_at - OPENS_BEFORE > (now or timezone.now()):
        raise MeetingClosed(_("This session lies ahead. Attendance opens half an hour before it."))
    expected = {row.member_id for row in expected_at(locked, group)}
    if not set(states) <= expected:
        raise NotYourTie
    noted = dict(Attendance.objects.filter(meeting=locked).values_list("member_id", "state"))
    changed = {key: state for key, state in states.items() if noted.get(key) != state}
    for key, state in changed.items():
        Attendance.objects.update_or_create(
            meeting=locked, member_id=key, defaults={"state": Attendance.State(state)}
        )
    changed |= dict.fromkeys(excuse(locked, expected=expected), Attendance.State.EXCUSED)
    came = Attendance.objects.filter(meeting=locked, state=Attendance.State.PRESENT).count()
    wanted = State.HELD if came else State.MISSED
    if locked.state != wanted:
        locked.state = wanted
        locked.save(update_fields=["state"])
        changed |= {locked.pk: wanted}
    if changed:
        plan_notices(locked, group, now=now)
        record(Verb.ATTENDANCE_TAKEN, actor=by.user, institution=group.institution, subject=locked)
        announce(events.SESSION_ATTENDED, locked)
    return came


def noted_at(meeting: Meeting) -> set[UUID]:
    """Return the keys of those of whom something is noted at *meeting*."""
    return set(Attendance.objects.filter(meeting=meeting).values_list("member", flat=True))


def there_on(parts: Sequence[GroupMember], day: date) -> list[GroupMember]:
    """Return those of *parts* who were in the group, and at the institution, on *day*."""
    return [
        row
        for row in parts
        if row.joined_on <= day
        and (row.left_on is None or row.left_on >= day)
        and (row.member.end_date is None or row.member.end_date >= day)
    ]


def expected_at(meeting: Meeting, group: PeerGroup) -> list[GroupMember]:
    """Return those in the group on the day of the session, anyone who left it, or the institution, later."""
    rows = GroupMember.objects.filter(group=group).select_related("member")
    if meeting.starts_at is None:
        return list(rows.filter(left_on=None))
    # Who is in it from its first day on is expected at a session that is held earlier, too.
    day = max(group.institution.local_date(now=meeting.starts_at), group.started_on)
    there = there_on(list(rows), day)
    if meeting.makes_up_id is not None:
        # A make-up session is for those who missed the other, and for who leads it.
        came = came_before(meeting)
        there = [row for row in there if row.leads or row.member_id not in came]
    # Someone who left and came back has two parts; one is enough to come.
    return list({row.member_id: row for row in there}.values())


def notify_left(group: PeerGroup, member: Membership, *, now: datetime | None = None) -> None:
    """Take the sessions ahead off the calendar of someone who has left; none, no mail."""
    if ahead := _ahead(group, now):
        announcements.notify_one(ahead, member, template="group_left", method=announcements.CANCEL)


def cancel_ahead(group: PeerGroup, *, actor: User, now: datetime | None = None) -> list[Meeting]:
    """Cancel what a group that ends has planned ahead; everyone gets one mail for all of it.

    What was planned for the past stays as it is: attendance can still be taken. Return them.
    """
    ahead = _ahead(group, now)
    for meeting in ahead:
        meeting.state, meeting.group = State.CANCELLED, group
        meeting.sequence = next_sequence(meeting)
        record(Verb.MEETING_CANCELLED, actor=actor, institution=group.institution, subject=meeting)
    Meeting.objects.bulk_update(ahead, ["state", "sequence"])
    if ahead:
        announcements.notify_all(ahead, template="group_ended", method=announcements.CANCEL)
    return ahead


def _ahead(group: PeerGroup, now: datetime | None) -> list[Meeting]:
    rows = Meeting.objects.filter(
        group=group, state=State.PLANNED, starts_at__gt=now or timezone.now()
    )
    return list(rows.select_related("group__institution").order_by("starts_at", "pk"))
