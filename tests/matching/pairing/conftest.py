"""A running program of pairs with a mentee and a mentor, and its director."""

from __future__ import annotations

import pytest
from django.test import Client

from matching.models import Enrollment, Program
from tests.factories import ProgramFactory
from tests.support.matching import director_at, mentor, protege


@pytest.fixture
def program() -> Program:
    return ProgramFactory(state=Program.State.RUNNING, name="Half a generation")


@pytest.fixture
def mia(program: Program) -> Enrollment:
    return protege(program, "Engström", member__given_name="Mia")


@pytest.fixture
def ben(program: Program) -> Enrollment:
    return mentor(program, "Okafor", member__given_name="Ben")


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)
