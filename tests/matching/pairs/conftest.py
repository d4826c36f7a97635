"""A program of pairs, its director, and two pairs that a run proposes."""

from __future__ import annotations

import pytest
from django.test import Client

from matching.models import Enrollment, MatchRun, Program
from tests.factories import (
    PreferenceFactory,
    ProgramFactory,
)
from tests.support.matching import (
    director_at,
    finished,
    mentor,
    protege,
)


@pytest.fixture
def program() -> Program:
    return ProgramFactory(state="matching")


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


@pytest.fixture
def spares(program) -> list[Enrollment]:
    """Three mentors whom no one names: with them everyone has several people to be paired with."""
    return [mentor(program, f"Spare{at}") for at in "123"]


@pytest.fixture
def two_pairs(program, director) -> MatchRun:
    """One with X, Two with Y, as they wished; no one free."""
    for name, other in (("One", "X"), ("Two", "Y")):
        PreferenceFactory(enrollment=protege(program, name), chosen=mentor(program, other), rank=1)
    return finished(program, director)
