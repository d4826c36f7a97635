"""What people have said to sessions that lie ahead: how many are expected, who can't come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from evaluations.meetings.models import Attendance, Meeting, MeetingAnswer

Answer = MeetingAnswer.Answer


@dataclass(frozen=True)
class Headcount:
    """How many are expected at a session, and what they have said before it."""

    expected: int
    cannot: int = 0
    coming: int = 0

    @property
    def unknown(self) -> int:
        """How many have said nothing."""
        return self.expected - self.cannot - self.coming


def count_heads(expected: Collection[UUID], answers: Mapping[UUID, str]) -> Headcount:
    """Count what those who are expected have said; a tentative answer says nothing yet."""
    said = [answers.get(key, "") for key in expected]
    return Headcount(
        expected=len(said),
        cannot=sum(one == Answer.DECLINED for one in said),
        coming=sum(one == Answer.ACCEPTED for one in said),
    )


def answers_to(meetings: Sequence[Meeting]) -> dict[UUID, dict[UUID, str]]:
    """Return what people say to sessions as they are now, by session and member. One query."""
    rows = MeetingAnswer.objects.filter(
        meeting__in=[one.pk for one in meetings], sequence__gte=F("meeting__sequence")
    )
    found: dict[UUID, dict[UUID, str]] = {one.pk: {} for one in meetings}
    for session, member, answer in rows.values_list("meeting", "member", "answer"):
        found[session][member] = answer
    return found


def cannot_come(meeting: Meeting) -> set[UUID]:
    """Return the keys of those who have said that they can't come."""
    said = answers_to([meeting])[meeting.pk]
    return {member for member, answer in said.items() if answer == Answer.DECLINED}


def not_coming(meeting: Meeting) -> set[UUID]:
    """Return whom “everyone else is present” leaves out: they can't come, and were not seen there."""
    seen = Attendance.objects.filter(meeting=meeting, state=Attendance.State.PRESENT)
    return cannot_come(meeting) - set(seen.values_list("member", flat=True))


def carry_answers(meeting: Meeting, *, since: int) -> None:
    """Let what people said to revision *since* of a session count for its present one.

    For a change of the room alone: anyone who can't come then still can't.
    """
    MeetingAnswer.objects.filter(meeting=meeting, sequence=since).update(sequence=meeting.sequence)


def excuse(meeting: Meeting, *, expected: Collection[UUID]) -> list[UUID]:
    """Note as excused those of *expected* who can't come and were not noted yet. Returns them."""
    noted = set(Attendance.objects.filter(meeting=meeting).values_list("member", flat=True))
    new = sorted((cannot_come(meeting) & set(expected)) - noted)
    for key in new:
        Attendance.objects.create(
            institution_id=meeting.institution_id,
            meeting=meeting,
            member_id=key,
            state=Attendance.State.EXCUSED,
        )
    return new
