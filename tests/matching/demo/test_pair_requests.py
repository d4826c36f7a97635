"""The pairs that the demonstration proposes by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from matching.demo.pair_requests import load_pair_requests
from matching.models import Program
from tests.factories import GoalFactory, MembershipFactory, ProgramFactory
from tests.support.matching import mentor

pytestmark = pytest.mark.django_db


def test_one_is_closed_one_waits_for_over_a_week_and_one_is_new() -> None:
    program = ProgramFactory(state=Program.State.RUNNING)
    here = program.institution
    MembershipFactory(institution=here, offices=["director"])
    for name in ("One", "Two", "Three"):
        GoalFactory(member=MembershipFactory(institution=here), institution=here)
        mentor(program, name)

    rows = load_pair_requests(here)

    today = here.local_date()
    assert [row.state for row in rows] == ["not_made", "open", "open"]
    ago = [today - here.local_date(now=row.created_at) for row in rows]
    assert ago == [timedelta(days=20), timedelta(days=9), timedelta(days=0)]
    assert load_pair_requests(here) == rows


def test_without_a_running_program_there_are_none() -> None:
    assert load_pair_requests(ProgramFactory().institution) == []
