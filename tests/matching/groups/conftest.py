"""A program of groups, its director, and two groups that a run proposes."""

from __future__ import annotations

import pytest
from django.test import Client

from matching.models import GroupRules, MatchRun, Program
from tests.factories import (
    ExclusionFactory,
    GroupProgramFactory,
)
from tests.support.groups import TUESDAY, formed, groups, person
from tests.support.matching import director_at


@pytest.fixture
def program() -> Program:
    program = GroupProgramFactory()
    GroupRules.objects.create(
        institution=program.institution,
        program=program,
        smallest=3,
        largest=4,
        session_minutes=90,
        facilitated=False,
    )
    return program


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


@pytest.fixture
def two_groups(program, director) -> MatchRun:
    """A, B and C who can come on Mondays, D, E and F on Tuesdays."""
    for name in "ABC":
        person(program, name)
    for name in "DEF":
        person(program, name, hours=TUESDAY)
    run = formed(program, director)
    assert sorted(map(sorted, groups(run).values())) == [list("ABC"), list("DEF")]
    return run


@pytest.fixture
def people(program):
    """Six people for groups that may be of two."""
    GroupRules.objects.update(smallest=2, largest=6, facilitated=False)
    return {name: person(program, name).member for name in "ABCDEF"}


@pytest.fixture
def wish(people) -> None:
    """A asked in confidence to be kept apart from B."""
    ExclusionFactory(owner=people["A"], other=people["B"], reach="pair")
