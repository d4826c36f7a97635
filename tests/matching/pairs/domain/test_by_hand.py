"""Pairs that no run proposed: one row of a run stands for all of them, and runs count on from 1."""

from __future__ import annotations

import pytest

from matching.models import MatchRun, Proposal
from matching.pairs.domain.by_hand import make_pair_by_hand
from matching.pairs.domain.cohort import present_pairs
from matching.programs.domain.queries import runs_of
from tests.factories import ProgramFactory
from tests.support.matching import director_at, finished, mentor, protege

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return ProgramFactory(state="running")


def test_the_pair_counts_as_one_of_the_program(program) -> None:
    mia, ben = protege(program, "Mia"), mentor(program, "Ben")
    proposal = make_pair_by_hand(program, protege=mia, mentor=ben)

    assert present_pairs(program) == ({mia.pk: 1}, {ben.pk: 1})
    assert proposal.source == Proposal.Source.BY_HAND
    assert proposal.tie is not None


def test_runs_are_numbered_from_one_and_leave_the_paired_out(program) -> None:
    make_pair_by_hand(program, protege=protege(program, "Mia"), mentor=mentor(program, "Ben"))
    make_pair_by_hand(program, protege=protege(program, "Eva"), mentor=mentor(program, "Kim"))
    protege(program, "New")
    mentor(program, "Open")
    run = finished(program, director_at(program.institution))

    assert run.number == 1
    assert [one.pk for one in runs_of(program)] == [run.pk]
    assert Proposal.objects.filter(run=run).count() == 1
    assert MatchRun.objects.filter(number=0).count() == 1
