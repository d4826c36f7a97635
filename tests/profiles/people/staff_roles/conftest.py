"""What the tests here start from."""

import pytest

from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    UserFactory,
)
from tests.profiles.people.staff_roles.steps import activated


@pytest.fixture
def here():
    return InstitutionFactory(name="Here", time_zone="UTC")


@pytest.fixture
def director(here):
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR], user=activated())


@pytest.fixture
def second(here):
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR], user=activated())


@pytest.fixture
def member(here):
    return MembershipFactory(institution=here, given_name="Grace", family_name="Hopper")


@pytest.fixture
def operator():
    return UserFactory(email="ops@mentornet.example", is_staff=True, is_superuser=True)
