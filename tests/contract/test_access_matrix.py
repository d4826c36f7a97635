"""Default is deny: every address is in the matrix, and each role meets what the matrix says."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentornet.api.urls import v1
from tests.contract.access import MATRIX
from tests.contract.matrix import Row, addresses, outcome_of
from tests.contract.world import ROLES, World, build_world

pytestmark = pytest.mark.django_db
API_ROUTES = {"api:token", "api:revoke", *(f"api:{route.name}" for route in v1)}


def test_matrix_names_every_address_and_no_other() -> None:
    # The API's own routes stand in test_api_matrix, with their methods and scopes.
    pages = {one for one in addresses() if one not in API_ROUTES}

    assert sorted(set(MATRIX)) == sorted(pages)


@pytest.mark.parametrize("address", sorted(MATRIX))
def test_each_role_meets_what_the_matrix_says(address: str, settings) -> None:
    settings.MENTORNET_DEMO = True
    world = build_world()
    row = MATRIX[address]

    met = {role: _visit(world, role=role, address=address, row=row) for role in ROLES}

    assert met == row.expected


def _visit(world: World, *, role: str, address: str, row: Row) -> str:
    """Call the address as *role*, and take back whatever the call changed."""
    client = Client()
    with transaction.atomic():
        if user := world.login(role):
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        path = address if address.startswith("/") else reverse(address, kwargs=row.kwargs(world))
        response = getattr(client, row.method)(path, data=row.data(world))
        transaction.set_rollback(True)
    return outcome_of(response)
