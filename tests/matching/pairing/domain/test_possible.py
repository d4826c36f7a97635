"""What refuses a pair at once, and what only the question may know."""

from __future__ import annotations

import pytest

from matching.models import PairRule
from matching.pairing.domain.possible import can_be_paired, refused_by
from networks.models import Tie
from profiles.vocabulary import Rank
from tests.factories import ExclusionFactory, MembershipFactory, PreferenceFactory, TieFactory
from tests.support.matching import mentor

pytestmark = pytest.mark.django_db


def possible(program, mia, ben) -> bool:
    return can_be_paired(program, protege=mia.member, mentor=ben.member)


def test_two_who_fit_can_be_paired(program, mia, ben) -> None:
    assert possible(program, mia, ben)


def test_nothing_confidential_refuses(program, mia, ben) -> None:
    ExclusionFactory(owner=mia.member, other=ben.member, reach="pair")
    PreferenceFactory(enrollment=mia, chosen=ben, rank=None)
    TieFactory(protege=mia.member, mentor=ben.member, state=Tie.State.ACTIVE)

    assert possible(program, mia, ben)


def test_a_pair_that_a_director_blocked_cannot_be_made(program, mia, ben) -> None:
    rule = PairRule.objects.create(
        institution=program.institution, program=program, protege=mia, mentor=ben, kind="forbid"
    )

    assert not possible(program, mia, ben)
    rule.delete()
    assert possible(program, mia, ben)


def test_the_line_of_supervision_parts_both_ways(program, mia, ben) -> None:
    between = MembershipFactory(institution=program.institution, supervisor=ben.member)
    mia.member.supervisor = between
    mia.member.save()

    assert not possible(program, mia, ben)
    program.supervision_depth = 1
    assert possible(program, mia, ben)


def test_ranks_and_units_part_as_in_a_run(program, mia, ben) -> None:
    assert not possible(program, mia, mentor(program, "Peer", member__rank=Rank.ASSISTANT))
    program.same_unit = False
    assert possible(program, mia, ben)
    ben.member.unit = mia.member.unit
    assert possible(program, mia, ben) == (mia.member.unit is None)


def test_who_is_not_enrolled_must_be_able_to_enroll(program, mia) -> None:
    program.mentor_ranks = [Rank.ASSOCIATE]
    full = MembershipFactory(institution=program.institution, rank=Rank.FULL)
    fits = MembershipFactory(institution=program.institution, rank=Rank.ASSOCIATE)

    assert not can_be_paired(program, protege=mia.member, mentor=full)
    assert can_be_paired(program, protege=mia.member, mentor=fits)


def test_who_left_or_is_elsewhere_cannot(program, mia, ben) -> None:
    elsewhere = MembershipFactory(rank=Rank.FULL)

    assert not can_be_paired(program, protege=mia.member, mentor=elsewhere)
    ben.member.end_date = program.institution.local_date()
    assert not possible(program, mia, ben)


def test_who_refused_is_the_one_who_said_so(program, mia, ben) -> None:
    def refused() -> set:
        return refused_by(program, protege=mia.member, mentor=ben.member)

    assert refused() == set()
    ExclusionFactory(owner=ben.member, other=mia.member, reach="suggestion")
    assert refused() == {ben.member_id}
    PreferenceFactory(enrollment=mia, chosen=ben, rank=None)
    assert refused() == {mia.member_id, ben.member_id}
