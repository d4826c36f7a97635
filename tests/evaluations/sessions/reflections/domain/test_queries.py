"""What was said after sessions, as each may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import Meeting, Reflection
from networks.home.domain.to_dos import home_tasks_of
from networks.models import PeerGroup
from networks.peer_groups.domain.group import add_member
from networks.peer_groups.domain.parts import change_part
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.evaluations.sessions.reflections.domain.test_answers import (
    DAY,
    answer,
    program_group,
    shown,
)
from tests.factories import MembershipFactory

__all__ = ["group", "program_group"]

pytestmark = pytest.mark.django_db


def test_by_name_those_who_facilitate_read_it_and_nobody_else(program_group: PeerGroup) -> None:
    session = held_session(program_group)
    ann, bo, lead = (in_it(program_group, name) for name in ("Adams", "Baker", "Lead"))

    answer(ann, session, "facilitator")

    page = shown(lead, "meeting", session)
    assert ("The round" in page, ann.name in page) == (True, True)
    assert "The round" not in shown(bo, "meeting", session)
    later = add_member(program_group, MembershipFactory(institution=bo.institution), actor=bo.user)
    program_group.members.filter(pk=later.pk).update(part="cofacilitator")
    assert look(later.member, "meeting", session.pk).status_code == 404
    ahead = held_session(program_group, agenda="Next")
    Meeting.objects.filter(pk=ahead.pk).update(starts_at=timezone.now() + DAY / 48)
    assert "The round" in shown(lead, "console", ahead)
    assert "The round" not in shown(later.member, "console", ahead)


def test_who_takes_over_reads_nothing_that_was_said_to_the_one_before(
    program_group: PeerGroup,
) -> None:
    session = held_session(program_group)
    ann, bo, lead = (in_it(program_group, name) for name in ("Adams", "Baker", "Lead"))
    answer(ann, session, "facilitator")

    change_part(program_group, bo, part="facilitator", actor=lead.user, then="cofacilitator")

    ahead = held_session(program_group, agenda="Next")
    Meeting.objects.filter(pk=ahead.pk).update(starts_at=timezone.now() + DAY / 48)
    for page, row in (("meeting", session), ("console", ahead)):
        assert "The round" not in shown(bo, page, row)
        assert "The round" in shown(lead, page, row)
    Reflection.objects.update(written_at=timezone.now())
    assert "The round" in shown(bo, "meeting", session)


def test_what_is_read_out_appears_at_the_next_session_without_a_name(group: PeerGroup) -> None:
    session, ann, bo = held_session(group), in_it(group, "Adams"), in_it(group, "Baker")
    answer(ann, session, "group")
    ahead: Meeting = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=timezone.now() + DAY
    )
    assert "The round" not in shown(bo, "meeting", ahead) + shown(bo, "meeting", session)

    # A day later, half an hour before it begins.
    Reflection.objects.update(written_at=timezone.now() - DAY)
    Meeting.objects.filter(pk=session.pk).update(starts_at=timezone.now() - 2 * DAY)
    Meeting.objects.filter(pk=ahead.pk).update(starts_at=timezone.now() + DAY / 50)

    assert "The round" in shown(bo, "meeting", ahead)
    assert "The round" in shown(in_it(group, "Lead"), "console", ahead)
    assert "The round" not in shown(bo, "projector", ahead)
    refused = act(ann, "reflection_delete", session.pk, sure="1").content.decode()
    assert "can no longer delete it" in refused
    # And not again at the one after that.
    third = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=timezone.now() + DAY / 49
    )
    assert "The round" not in shown(bo, "meeting", third)


def test_somebody_who_joins_later_reads_nothing_of_before(group: PeerGroup) -> None:
    session = held_session(group)
    answer(in_it(group, "Adams"), session, "group")
    late = add_member(
        group, MembershipFactory(institution=group.institution), actor=in_it(group, "Lead").user
    ).member
    ahead = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=timezone.now() + DAY / 50
    )
    Reflection.objects.update(written_at=timezone.now() - DAY / 24)
    Meeting.objects.filter(pk=session.pk).update(starts_at=timezone.now() - DAY)

    assert "The round" in shown(in_it(group, "Baker"), "meeting", ahead)
    assert "The round" not in shown(late, "meeting", ahead)


def test_home_asks_about_the_last_session_until_answered_or_closed(group: PeerGroup) -> None:
    first, last = held_session(group), held_session(group)
    Meeting.objects.filter(pk=first.pk).update(starts_at=timezone.now() - DAY)
    ann, bo, lead = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))

    def asked(member: Any) -> list[str]:
        return [one.url for one in home_tasks_of(member).waiting if "two questions" in one.text]

    assert (asked(ann), asked(bo), asked(lead)) == (
        [f"/meetings/{last.pk}/reflection/"],
        [f"/meetings/{last.pk}/reflection/"],
        [],
    )
    answer(ann, last, "group")
    act(bo, "reflection_close", last.pk)
    assert asked(ann) + asked(bo) == []
    # Who said no can still answer.
    answer(bo, last, "facilitator")
    assert Reflection.objects.filter(audience="facilitator", author=bo).exists()
