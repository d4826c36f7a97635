"""Who is expected at a session: those who have not said that they can't come."""

from __future__ import annotations

from uuid import uuid4

import pytest

from evaluations.meetings.domain.expected import (
    Headcount,
    answers_to,
    cannot_come,
    carry_answers,
    count_heads,
    excuse,
    not_coming,
)
from evaluations.models import Attendance, Meeting, MeetingAnswer
from profiles.models import Membership
from tests.evaluations.sessions.groups.domain.test_queries import group, held_session, in_it

pytestmark = pytest.mark.django_db

__all__ = ["group"]
Answer = MeetingAnswer.Answer


def say(session: Meeting, member: Membership, answer: str) -> None:
    MeetingAnswer.objects.create(
        institution=session.institution,
        meeting=session,
        member=member,
        answer=answer,
        sequence=session.sequence,
        said_at=session.starts_at,
    )


def test_a_tentative_answer_and_a_stranger_s_say_nothing() -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    said = {one: Answer.DECLINED, two: Answer.TENTATIVE, uuid4(): Answer.ACCEPTED}

    heads = count_heads([one, two, three], said)

    assert (heads, heads.unknown) == (Headcount(expected=3, cannot=1, coming=0), 2)


def test_what_was_said_to_an_earlier_time_counts_only_where_it_is_carried_over(group) -> None:
    session, ann = held_session(group), in_it(group, "Adams")
    say(session, ann, Answer.DECLINED)
    session.sequence += 1
    session.save()

    assert answers_to([session]) == {session.pk: {}}
    carry_answers(session, since=session.sequence - 1)
    assert answers_to([session]) == {session.pk: {ann.pk: Answer.DECLINED}}


def test_who_was_seen_there_is_not_left_out_and_who_is_noted_not_excused_again(group) -> None:
    session = held_session(group)
    ann, bea = in_it(group, "Adams"), in_it(group, "Baker")
    for member in (ann, bea):
        say(session, member, Answer.DECLINED)
    Attendance.objects.create(
        institution=session.institution,
        meeting=session,
        member=ann,
        state=Attendance.State.PRESENT,
    )

    assert (cannot_come(session), not_coming(session)) == ({ann.pk, bea.pk}, {bea.pk})
    assert excuse(session, expected=[ann.pk, bea.pk]) == [bea.pk]
    assert excuse(session, expected=[ann.pk, bea.pk]) == []
