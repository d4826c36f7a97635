"""What the tests here start from."""

from __future__ import annotations

import pytest
from django.test import Client

from mentornet.api.scopes import CONTENT
from profiles.models import (
    Institution,
    Membership,
)
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
)
from tests.profiles.assessment.consents import (
    writer,
)
from tests.support.api import Api, signed_in


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory(name="Larkspur")
    return found


@pytest.fixture
def owner(here: Institution) -> Membership:
    return writer(here)


@pytest.fixture
def browser(owner: Membership) -> Client:
    return signed_in(owner)


@pytest.fixture
def api(here: Institution) -> Api:
    return Api(here, [CONTENT], name="Coaching")


@pytest.fixture
def director(here: Institution) -> Client:
    return signed_in(MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]))
