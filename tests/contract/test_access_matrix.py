"""Default is deny: every address is in the matrix, and each role meets what the matrix says.

Whoever may not get in tries each time. Of those whom the matrix lets in two do, and all in a thorough run:
what takes time is a page that is shown.

Looking changes nothing: a page that a mail scanner opens, or a browser loads ahead, writes no row.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from mentornet.api.urls import v1
from tests.contract.access import MATRIX
from tests.contract.matrix import Expected, Outcome, Row, addresses, outcome_of
from tests.contract.refusals import refusals_drawn_once
from tests.contract.world import ROLES, World
from tests.support.examples import THOROUGH

pytestmark = pytest.mark.django_db
API_ROUTES = {"api:token", "api:revoke", *(f"api:{route.name}" for route in v1)}


Cookies = dict[str, str]

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# What a visit may write, and why.
LEFT_BEHIND = {
    "django_session": "the session itself",
    "usersessions_usersession": "when a session was used last",
    "networks_concernaccess": "the author of a concern sees on which days it was opened",
}


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


@pytest.mark.generated
@pytest.mark.parametrize("address", sorted(MATRIX))
def test_each_role_meets_what_the_matrix_says(
    address: str, world: World, cookies: Cookies, folder: Path, settings
) -> None:
    settings.MENTORNET_DEMO = True
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    row = MATRIX[address]

    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := WRITES.match(sql):
            written.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        met = {
            role: _visit(world, cookies.get(role), address=address, row=row)
            for role in _visitors(row.expected)
        }

    assert met == {role: row.expected[role] for role in met}
    if row.method == "get":
        assert written - LEFT_BEHIND.keys() == set()


def _visitors(expected: Expected) -> list[str]:
    let_in = [role for role in ROLES if expected[role] == Outcome.OK]
    return [role for role in ROLES if role not in let_in or THOROUGH or role in let_in[:2]]


def _visit(world: World, session: str | None, *, address: str, row: Row) -> str:
    """Call the address in this session, and take back whatever the call changed."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic(), refusals_drawn_once():
        path = address if address.startswith("/") else reverse(address, kwargs=row.kwargs(world))
        kind = {"content_type": "application/json"} if row.as_json else {}
        response = getattr(client, row.method)(path, data=row.data(world), **kind)
        transaction.set_rollback(True)
    return outcome_of(response)
