"""What people answer to a meeting, by planning it here or in their own calendar (RFC 5546)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.meetings.domain import announcements
from evaluations.meetings.domain.participants import members_of
from evaluations.meetings.models import Meeting, MeetingAnswer
from mentornet.audit_verbs import Verb
from mentornet.keys import is_key
from mentornet.mail.inbound.itip import CalendarReply
from networks.models import Tie
from networks.peer_groups.domain.group import may_lead
from profiles.institution.domain.audit import record
from profiles.models import Membership

# What meetings were called before they had a name of their own.
OLD_NAME = re.compile(r"meeting-([0-9a-f-]{36})@.*")
SHORTEST, LONGEST = 5, 600
FARTHEST = timedelta(days=400)
Answer = MeetingAnswer.Answer


def note_agreed(meetings: Iterable[Meeting], members: Sequence[Membership]) -> None:
    """Note that those who chose a meeting's time come.

    What the others said of another time counts no more: it answers an earlier revision.
    """
    MeetingAnswer.objects.bulk_create(
        (
            MeetingAnswer(
                institution_id=one.institution_id,
                meeting=one,
                member=member,
                answer=Answer.ACCEPTED,
                sequence=one.sequence,
                said_at=timezone.now(),
            )
            for one in meetings
            for member in members
        ),
        update_conflicts=True,
        unique_fields=["meeting", "member"],
        update_fields=["answer", "proposed_at", "proposed_minutes", "sequence", "said_at"],
    )


def write_answer(
    meeting: Meeting,
    member: Membership,
    *,
    answer: str,
    said_at: datetime,
    proposed_at: datetime | None = None,
    proposed_minutes: int | None = None,
) -> MeetingAnswer:
    """Keep what *member* says to the meeting as it is now, in place of what they said before.

    No calendar knows of a later revision than there is.
    """
    row, _new = MeetingAnswer.objects.update_or_create(
        meeting=meeting,
        member=member,
        defaults={
            "institution_id": meeting.institution_id,
            "answer": answer,
            "proposed_at": proposed_at,
            "proposed_minutes": proposed_minutes,
            "sequence": meeting.sequence,
            "said_at": said_at,
        },
    )
    record(
        Verb.MEETING_ANSWERED, actor=member.user, institution=meeting.institution, subject=meeting
    )
    return row


def take_replies(member: Membership, replies: Sequence[CalendarReply]) -> bool:
    """Take what *member*'s calendar answers; whether any of it was for a meeting as it is now."""
    taken = [_take(member, one) for one in replies]
    return any(taken)


def answers_for(meeting: Meeting, reader: Membership) -> list[MeetingAnswer]:
    """Return the answers that *reader* may see: both sides', all for who leads a group, or their own."""
    rows = MeetingAnswer.objects.filter(meeting=meeting).select_related("member")
    participants = meeting.participants
    if not isinstance(participants, Tie) and not may_lead(participants, reader):
        rows = rows.filter(member=reader)
    current = rows.filter(sequence__gte=meeting.sequence)
    return list(current.order_by("member__sort_key", "pk"))


@transaction.atomic
def _take(member: Membership, reply: CalendarReply) -> bool:
    if not reply.answer and reply.starts_at is None:
        return False
    named = _named(member, reply).select_for_update(of=("self",))
    rows = [one for one in named if _is_news(one, member, reply)]
    if reply.starts_at is not None and len(rows) != 1:
        # Another time for a whole series says nothing of which meeting it means.
        return False
    for row in rows:
        _keep(row, member, reply)
    return bool(rows)


def _named(member: Membership, reply: CalendarReply) -> QuerySet[Meeting]:
    """Return the meetings ahead that *reply* is about, of those that *member* takes part in."""
    key = OLD_NAME.fullmatch(reply.uid)
    named = Q(uid=reply.uid)
    if key:
        named |= Q(uid="", pk=UUID(key[1])) if is_key(key[1]) else Q()
    rows = Meeting.objects.visible_to(member.user).of(member.institution)
    rows = rows.filter(named, state=Meeting.State.PLANNED)
    if reply.original_at is not None:
        rows = rows.filter(original_at=reply.original_at)
    own = Q(tie__protege=member) | Q(tie__mentor=member)
    own |= Q(group__members__member=member, group__members__left_on=None)
    keys = rows.filter(own).values("pk")
    return Meeting.objects.filter(pk__in=keys).select_related(
        "tie__protege__user",
        "tie__mentor__user",
        "tie__external",
        "tie__institution",
        "group__institution",
        "institution",
    )


def _is_news(row: Meeting, member: Membership, reply: CalendarReply) -> bool:
    """Return whether the answer is to the meeting as it is, and later than what *member* said before."""
    if row.starts_at is None or row.starts_at <= timezone.now() or reply.sequence < row.sequence:
        return False
    before = MeetingAnswer.objects.filter(meeting=row, member=member).first()
    return before is None or (before.sequence, before.said_at) <= (reply.sequence, reply.said_at)


def _keep(row: Meeting, member: Membership, reply: CalendarReply) -> None:
    proposed_at, minutes = reply.starts_at, reply.minutes
    if proposed_at is not None and not _is_possible(row, reply):
        proposed_at = None
    if proposed_at is None:
        minutes = None
    answer = reply.answer or Answer.TENTATIVE
    before = MeetingAnswer.objects.filter(meeting=row, member=member).first()
    said = write_answer(
        row,
        member,
        answer=answer,
        proposed_at=proposed_at,
        proposed_minutes=minutes,
        said_at=reply.said_at,
    )
    same = before and (before.answer, before.proposed_at) == (said.answer, said.proposed_at)
    if not same and (said.answer == Answer.DECLINED or said.proposed_at is not None):
        announcements.notify_of_answer(row, said, to=_concerned(row, member))


def _is_possible(row: Meeting, reply: CalendarReply) -> bool:
    """Return whether a proposed time is one that a meeting can have, and another than it has."""
    now = timezone.now()
    assert reply.starts_at is not None  # noqa: S101  (asked before)
    minutes = reply.minutes or row.minutes
    return (
        now < reply.starts_at <= now + FARTHEST
        and SHORTEST <= minutes <= LONGEST
        and (reply.starts_at, minutes) != (row.starts_at, row.minutes)
    )


def _concerned(row: Meeting, member: Membership) -> list[Membership]:
    """Return who plans around an answer: the other side, or those who lead the group."""
    participants = row.participants
    others = [one for one in members_of(participants) if one.pk != member.pk]
    if isinstance(participants, Tie):
        return others
    return [one for one in others if may_lead(participants, one)]
