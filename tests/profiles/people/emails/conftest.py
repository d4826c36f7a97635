"""What the tests here start from."""

from __future__ import annotations

import pytest
from django.test import Client

from profiles.models import (
    Institution,
    Membership,
)
from tests.factories import InstitutionFactory
from tests.profiles.people.emails.steps import (
    director_of,
    person,
)
from tests.profiles.people.emails.waiting import ADA


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def ada(institution: Institution) -> Membership:
    return person(institution, "1", ADA)


@pytest.fixture
def director(institution: Institution) -> Client:
    return director_of(institution)
