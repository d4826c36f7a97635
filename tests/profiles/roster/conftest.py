"""What the tests here start from."""

import pytest

from profiles.models import Institution
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def director(client):
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], external_id="D1")
    client.force_login(one.user)
    return one


@pytest.fixture
def api(db: None) -> Api:
    return Api(InstitutionFactory())
