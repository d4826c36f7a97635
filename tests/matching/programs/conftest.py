"""A program with dates, and its director."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from matching.models import (
    GroupRules,
    Program,
    ProgramDate,
)
from tests.factories import GroupProgramFactory
from tests.support.matching import director_at
from tests.support.program_dates import date_on


@pytest.fixture
def program() -> Program:
    program = GroupProgramFactory(state="enrolling")
    program.institution.time_zone = "America/New_York"
    program.institution.save()
    return program


@pytest.fixture
def director(program: Program) -> Client:
    return director_at(program.institution)


@pytest.fixture
def dated(program: Program) -> list[ProgramDate]:
    GroupRules.objects.create(
        institution=program.institution, program=program, meets="dates", smallest=2, largest=3
    )
    return [date_on(program, date(2099, 1, day)) for day in (8, 9, 16)]
