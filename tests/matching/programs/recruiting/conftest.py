"""A program that is enrolling, and its director."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from matching.models import Program
from profiles.models import Membership
from profiles.vocabulary import Rank
from tests.factories import ProgramFactory
from tests.support.matching import director_at


@pytest.fixture
def program() -> Program:
    return ProgramFactory(
        state="enrolling",
        name="Half a generation",
        enroll_until=date(2099, 1, 31),
        protege_ranks=[Rank.ASSISTANT],
        target_proteges=3,
    )


@pytest.fixture
def director(program: Program) -> Client:
    client = director_at(program.institution)
    # Not one of those whom the program is for.
    Membership.objects.filter(user=client.session["_auth_user_id"]).update(rank=Rank.FULL)
    return client
