"""A question is put once, withdrawn once, and ends only as the two and the director may see."""

from __future__ import annotations

import pytest

from matching.models import PairRequest, Program
from matching.pairing.domain.asking import check_pairing, propose_pair, withdraw_request
from matching.pairing.errors import PairNotPossible
from matching.programs.errors import WrongKind
from profiles.models import AuditEvent
from tests.factories import GroupProgramFactory, MembershipFactory
from tests.support.enrollment import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(program):
    return MembershipFactory(institution=program.institution, offices=["director"]).user


def put(program, mia, ben, actor) -> PairRequest:
    return propose_pair(program, protege=mia.member, mentor=ben.member, actor=actor)


def test_the_same_question_twice_is_the_first(program, mia, ben, actor) -> None:
    assert put(program, mia, ben, actor) == put(program, mia, ben, actor)
    assert AuditEvent.objects.filter(verb="pair_request.sent").count() == 1


def test_withdrawing_twice_tells_once(program, mia, ben, actor) -> None:
    row = put(program, mia, ben, actor)

    assert withdraw_request(row, actor=actor)
    assert not withdraw_request(row, actor=actor)
    assert len(mails("pair_request_over")) == 2
    row.refresh_from_db()
    assert row.state == PairRequest.State.WITHDRAWN


@pytest.mark.parametrize("state", ["draft", "enrolling", "closed"])
def test_only_a_program_that_matches_or_runs_pairs(program, mia, ben, state) -> None:
    program.state = Program.State(state)
    with pytest.raises(PairNotPossible):
        check_pairing(program, protege=mia.member, mentor=ben.member)


def test_a_program_of_groups_pairs_no_one(mia, ben) -> None:
    with pytest.raises(WrongKind):
        check_pairing(GroupProgramFactory(), protege=mia.member, mentor=ben.member)
