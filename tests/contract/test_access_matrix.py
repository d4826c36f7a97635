"""Default is deny: every address is in the matrix, and each role meets what the matrix says."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentornet.api.urls import v1
from tests.contract.access import MATRIX
from tests.contract.matrix import Row, addresses, outcome_of
from tests.contract.world import ROLES, World

pytestmark = pytest.mark.django_db
API_ROUTES = {"api:token", "api:revoke", *(f"api:{route.name}" for route in v1)}


Cookies = dict[str, str]


@pytest.fixture(scope="module")
def cookies(world: World) -> Cookies:
    """Everybody's session, by role."""
    sessions = {}
    for role in ROLES:
        client = Client()
        if user := world.login(role):
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


def test_matrix_names_every_address_and_no_other() -> None:
    # The API's own routes stand in test_api_matrix, with their methods and scopes.
    pages = {one for one in addresses() if one not in API_ROUTES}

    assert sorted(set(MATRIX)) == sorted(pages)


@pytest.mark.parametrize("address", sorted(MATRIX))
def test_each_role_meets_what_the_matrix_says(
    address: str, world: World, cookies: Cookies, folder: Path, settings
) -> None:
    settings.MENTORNET_DEMO = True
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    row = MATRIX[address]

    met = {role: _visit(world, cookies.get(role), address=address, row=row) for role in ROLES}

    assert met == row.expected


def _visit(world: World, session: str | None, *, address: str, row: Row) -> str:
    """Call the address in this session, and take back whatever the call changed."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        path = address if address.startswith("/") else reverse(address, kwargs=row.kwargs(world))
        kind = {"content_type": "application/json"} if row.as_json else {}
        response = getattr(client, row.method)(path, data=row.data(world), **kind)
        transaction.set_rollback(True)
    return outcome_of(response)
