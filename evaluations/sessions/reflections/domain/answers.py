"""Two questions after a session: what helped, and what got in the way.

Anyone who answers chooses who reads it, and sees that before a word is typed. The choice stays: what was
written can be deleted, not shown to others.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError, NothingSaid
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.meetings.errors import NotYourTie
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.taking import expected_at
from evaluations.sessions.limits import OPENS_BEFORE
from evaluations.sessions.reflections.models import Reflection
from matching.models import ProgramGroup
from mentornet import crypto
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership

Audience = Reflection.Audience
ASKED_FOR = timedelta(days=7)
TAKES_PLACE = (Meeting.State.PLANNED, Meeting.State.HELD)
AWAY = (Attendance.State.EXCUSED, Attendance.State.ABSENT)


class ReflectionClosed(EvaluationError):
    code = "reflection_closed"
    message = _("The questions about this session are closed, so nothing was saved.")


class ReflectionRead(EvaluationError):
    code = "reflection_read"
    message = _("The group has already seen this, so you can no longer delete it.")


class NoSuchAudience(EvaluationError):
    code = "no_such_audience"
    message = _("Choose who will read it.")


def closes_at(meeting: Meeting) -> datetime:
    """Until when the questions about a session can be answered: a week after its end."""
    return end_of(meeting) + ASKED_FOR


def end_of(meeting: Meeting) -> datetime:
    assert meeting.starts_at is not None  # noqa: S101  (a planned session has a time)
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def is_open(meeting: Meeting, *, now: datetime | None = None) -> bool:
    """Return whether the questions about a session can be answered now: it is over, and was not canceled."""
    if meeting.starts_at is None or meeting.state not in TAKES_PLACE:
        return False
    return end_of(meeting) <= (now or timezone.now()) < closes_at(meeting)


def is_asked(meeting: Meeting, member: Membership) -> bool:
    """Return whether *member* took part in the session, as one of its members. Two queries.

    Those who facilitate are among the readers, so no one asks them.
    """
    group = _group_of(meeting)
    parts = {row.member_id: row for row in expected_at(meeting, group)}
    part = parts.get(member.pk)
    if part is None or part.leads:
        return False
    return not Attendance.objects.filter(meeting=meeting, member=member, state__in=AWAY).exists()


def audiences_of(group: PeerGroup) -> list[Audience]:
    """Whom those of a group can choose as readers: only such as there are. Two queries."""
    leads = GroupMember.objects.current().filter(group=group, part__in=GroupMember.LEADING).exists()
    in_program = ProgramGroup.objects.filter(group=group).exists()
    return [
        *([Audience.FACILITATOR] if leads else []),
        Audience.GROUP,
        *([Audience.ANONYMOUS] if in_program else []),
    ]


@transaction.atomic
def give_reflection(
    meeting: Meeting,
    *,
    by: Membership,
    audience: str,
    helped: str = "",
    hindered: str = "",
    now: datetime | None = None,
) -> Reflection:
    """Keep what *by* says of a session, for *audience*; what they said before stays as it is.

    No audit record: it would say who wrote, and when. Raise NotYourTie, ReflectionClosed,
    NoSuchAudience for one that the group does not have, and NothingSaid.
    """
    group = lock_group_for_update(_group_of(meeting), by, active=False)
    moment = now or timezone.now()
    if not is_asked(meeting, by):
        raise NotYourTie
    if not is_open(meeting, now=moment):
        raise ReflectionClosed
    if audience not in audiences_of(group):
        raise NoSuchAudience
    if not helped.strip() and not hindered.strip():
        raise NothingSaid
    there = Reflection.objects.select_for_update().filter(meeting=meeting, author=by).first()
    if there is not None and there.audience != Audience.CLOSED:
        return there
    row = there or Reflection(institution=group.institution, meeting=meeting, author=by)
    row.audience = Audience(audience)
    if audience == Audience.ANONYMOUS:
        row.program = ProgramGroup.objects.select_related("program").get(group=group).program
        row.sealed = crypto.encrypt_undated(json.dumps({"helped": helped, "hindered": hindered}))
    else:
        row.helped, row.hindered, row.written_at = helped, hindered, moment
    row.save()
    return row


@transaction.atomic
def close_questions(meeting: Meeting, *, by: Membership) -> None:
    """Note that *by* does not want to be asked about this session; an answer stays. Idempotent.

    Raise NotYourTie.
    """
    group = lock_group_for_update(_group_of(meeting), by, active=False)
    if not is_asked(meeting, by):
        raise NotYourTie
    Reflection.objects.get_or_create(
        meeting=meeting,
        author=by,
        defaults={"institution": group.institution, "audience": Audience.CLOSED},
    )


@transaction.atomic
def delete_reflection(meeting: Meeting, *, by: Membership, now: datetime | None = None) -> None:
    """Delete what *by* said of a session, while no one but its one named reader can have read it.

    Raise ReflectionRead once it was read out; of what was released there is nothing to delete.
    """
    row = Reflection.objects.select_for_update().filter(meeting=meeting, author=by).first()
    if row is None:
        return
    if row.audience == Audience.CLOSED:
        raise ReflectionRead(
            _("There is nothing to delete. Your answer was already deleted or released.")
        )
    if not can_delete(row, meeting, now=now):
        raise ReflectionRead
    emptied(row).save()


def emptied(row: Reflection) -> Reflection:
    """Return *row* without a word in it, like that of someone who did not want to answer."""
    row.audience = Audience.CLOSED
    row.helped = row.hindered = row.sealed = ""
    row.program = row.written_at = None
    return row


def can_delete(row: Reflection, meeting: Meeting, *, now: datetime | None = None) -> bool:
    """Return whether its author can still delete it. What one person reads by name, always."""
    if row.audience == Audience.GROUP:
        return not was_read_out(row, meeting, now=now)
    return row.audience in (Audience.FACILITATOR, Audience.ANONYMOUS)


def was_read_out(row: Reflection, meeting: Meeting, *, now: datetime | None = None) -> bool:
    """Return whether a session of the group has opened since *row* was written. One query."""
    assert row.written_at is not None  # noqa: S101  (a constraint holds it)
    return Meeting.objects.filter(
        group=meeting.group_id,
        state__in=(*TAKES_PLACE, Meeting.State.MISSED),
        starts_at__gte=row.written_at + OPENS_BEFORE,
        starts_at__lte=(now or timezone.now()) + OPENS_BEFORE,
    ).exists()


def texts_of(row: Reflection) -> tuple[str, str]:
    """Return what its author wrote: what helped, and what got in the way."""
    if row.audience != Audience.ANONYMOUS:
        return row.helped, row.hindered
    read = json.loads(crypto.decrypt(row.sealed))
    return str(read["helped"]), str(read["hindered"])


def _group_of(meeting: Meeting) -> PeerGroup:
    if meeting.group is None:
        raise NotYourTie
    return meeting.group
