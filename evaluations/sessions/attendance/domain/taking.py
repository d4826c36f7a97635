"""Attendance: who was expected at a session, and who came [P]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.expected import excuse
from evaluations.meetings.domain.invited import came_before
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import MeetingClosed, NotYourTie
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.minimum import plan_notices
from evaluations.sessions.limits import OPENS_BEFORE
from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.audit import record
from profiles.models import Membership

State = Meeting.State


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
        raise MeetingClosed(
            _("This session has not started. You can take attendance from 30 minutes before it.")
        )
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


def attendance_of(meeting: Meeting, group: PeerGroup) -> list[tuple[GroupMember, str]]:
    """Return those who were expected at a session, with what is noted of each ("" for nothing yet)."""
    noted = dict(Attendance.objects.filter(meeting=meeting).values_list("member", "state"))
    return [(row, noted.get(row.member_id, "")) for row in expected_at(meeting, group)]
