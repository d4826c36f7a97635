"""What the tests here start from."""

from __future__ import annotations

import pytest

from profiles.models import (
    Institution,
)
from tests.factories import InstitutionFactory
from tests.profiles.provisioning.directory import Directory


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory(slug="north", name="North")


@pytest.fixture
def directory(institution: Institution) -> Directory:
    return Directory(institution)
