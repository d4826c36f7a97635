"""A program that welcomes newcomers, its director, and a roster that is written through its doors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from matching.models import NewcomerWelcome, Program
from profiles.models import Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, ProgramFactory, UnitFactory
from tests.support.matching import client_of


@pytest.fixture
def unit(program: Program) -> Unit:
    return UnitFactory(institution=program.institution, name="Medicine")


@pytest.fixture
def program() -> Program:
    return ProgramFactory(name="First year")


@pytest.fixture
def director(program: Program) -> Client:
    # Someone whom the roster has known for long: no newcomer.
    member = MembershipFactory(
        institution=program.institution, offices=[StaffRoleKind.DIRECTOR], added_at=None
    )
    return client_of(member)


@pytest.fixture
def welcome(program: Program) -> NewcomerWelcome:
    return NewcomerWelcome.objects.create(
        institution=program.institution,
        program=program,
        since=program.institution.local_date() - timedelta(days=30),
    )
