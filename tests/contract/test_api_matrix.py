"""Every route and method of the API, crossed with who asks: default is deny there, too.

A route that is not here fails the build. Beside the signed-in roles there are clients: without
a token, with every scope but the one needed, with it alone, and with all of another institution.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from mentornet.api.scopes import SCOPES
from mentornet.api.urls import v1
from mentornet.webhooks.publishing import test_endpoint as send_test
from profiles.assessment.domain.content_consents import grant_in_force, set_consent
from profiles.models import User
from tests.contract.scopes_world import SCOPED, add_scopes
from tests.contract.world import ROLES, World
from tests.factories import MembershipFactory, StaffRoleFactory
from tests.support.api import Api, person
from tests.support.pairs import made_by_run

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Route:
    """A route and method: the scope, how to call it, what its institution's client is answered.

    `row` names the world's row in the address; without one, every institution has the route.
    `before` makes ready what the right client needs. Not `in_session`: a director with a session is
    refused as well.
    """

    scope: str
    row: str = ""
    body: Any = None
    answer: int = 200
    kwargs: Callable[[World], dict[str, Any]] | None = None
    if_match: str = ""
    before: Callable[[World, Api], None] | None = None
    in_session: bool = True


def opens_a_part(world: World, api: Api) -> None:
    """The protégé opens the first part of their self-assessment to the client."""
    grant = grant_in_force(api.client)
    assert grant is not None
    set_consent(world.protege, grant=grant, parts=[1])


def a_delivery(world: World) -> dict[str, Any]:
    """An event that the world's endpoint was told of."""
    endpoint = world.rows["endpoint"]
    if not endpoint.deliveries.exists():
        send_test(endpoint)
    return {"pk": endpoint.pk, "event_id": endpoint.deliveries.get().event_id}


def lists(name: str, scope: str, row: str) -> dict[str, Route]:
    """What a resource that is only read has."""
    return {
        f"GET {name}-list": Route(scope),
        f"GET {name}-detail": Route(scope, row=row),
    }


TODAY = timezone.localdate().isoformat()
MATRIX: dict[str, Route] = {
    "GET institution": Route("institution:read"),
    "GET export": Route("export:read"),
    **lists("units", "units:read", "unit"),
    "POST units-list": Route("units:write", body={"name": "Surgery"}, answer=201),
    "PATCH units-detail": Route("units:write", row="unit", body={"name": "New"}, if_match="*"),
    **lists("members", "members:read", "bystander"),
    "POST members-list": Route("members:write", body=person(77), answer=201),
    "PATCH members-detail": Route(
        "members:write", row="bystander", body={"rank": "associate"}, if_match="*"
    ),
    "POST members-end": Route("members:write", row="bystander", body={"last_day": TODAY}),
    "PUT members-external": Route(
        "members:write",
        body={k: v for k, v in person(77).items() if k != "external_id"},
        answer=201,
        kwargs=lambda world: {"external_id": "F00077"},
    ),
    "GET members-external": Route(
        "members:read",
        row="bystander",
        kwargs=lambda world: {"external_id": world.rows["bystander"].external_id},
    ),
    # A roster of the world waits for a decision.
    "PUT members-bulk": Route("members:write", body={"members": [person(77)]}, answer=409),
    **lists("imports", "members:read", "roster_import"),
    "GET imports-rows": Route("members:read", row="roster_import"),
    "POST imports-confirm": Route("members:write", row="roster_import", body={}),
    "POST imports-cancel": Route("members:write", row="roster_import", body={}),
    **lists("assessments", "assessments:read", "bystander"),
    "GET assessment-contents-list": Route("assessments:content", in_session=False),
    "GET assessment-contents-detail": Route(
        "assessments:content", row="owner", before=opens_a_part, in_session=False
    ),
    **lists("offers", "offers:read", "offer"),
    **lists("programs", "programs:read", "program"),
    **lists("enrollments", "enrollments:read", "enrollment"),
    **lists("runs", "matches:read", "run"),
    # Its method is missing: the answer for the right client is that the body is wrong.
    "POST runs-list": Route(
        "matches:write",
        body=lambda world: {"program_id": str(world.rows["program"].pk)},
        answer=422,
    ),
    "POST runs-cancel": Route("matches:write", row="other_run", body={}),
    **lists("pairs", "matches:read", "proposal"),
    **lists("ties", "ties:read", "formal_tie"),
    **lists("groups", "groups:read", "group"),
    **lists("group-members", "groups:read", "part"),
    **lists("sessions", "sessions:read", "session"),
    **lists("check-ins", "checkins:read", "formal_tie"),
    "GET reports-coverage": Route("reports:read"),
    "GET reports-gaps": Route("reports:read"),
    "GET reports-coverage-csv": Route("reports:read"),
    "GET reports-gaps-csv": Route("reports:read"),
    "GET reports-counts-csv": Route("reports:read"),
    **lists("reports-counts", "reports:read", "gap_report"),
    "POST reports-counts-list": Route("reports:write", body={}, answer=202),
    **lists("instruments", "instruments:read", "instrument"),
    "POST instruments-list": Route(
        "instruments:write",
        body={"name": "Ours", "items": [{"text": "Well?", "labels": ["No", "Yes"]}]},
        answer=201,
    ),
    **lists("surveys", "results:read", "counted_survey"),
    "GET surveys-results": Route("results:read", row="counted_survey"),
    **lists("webhooks", "webhooks:read", "endpoint"),
    "GET webhook-secret": Route("webhook-secrets:read", row="endpoint"),
    # An address that leads inside is refused, whoever asks.
    "POST webhooks-list": Route(
        "webhooks:write", body={"url": "https://127.0.0.1/", "events": ["*"]}, answer=422
    ),
    "PATCH webhooks-detail": Route(
        "webhooks:write", row="endpoint", body={"name": "HR"}, if_match="*"
    ),
    "DELETE webhooks-detail": Route("webhooks:write", row="endpoint", answer=204),
    "GET webhook-deliveries": Route("webhooks:read", row="endpoint"),
    "GET webhook-delivery": Route("webhooks:read", row="endpoint", kwargs=a_delivery),
    "POST webhook-delivery-replay": Route(
        "webhooks:write", row="endpoint", kwargs=a_delivery, body={}
    ),
    "POST webhook-replay": Route(
        "webhooks:write", row="endpoint", body={"since": "2026-01-01T00:00:00Z"}
    ),
    "POST webhooks-rotate": Route("webhooks:write", row="endpoint", body={}),
    "POST webhooks-test": Route("webhooks:write", row="endpoint", body={}),
}


@pytest.fixture
def world_with_api(world: World) -> World:
    world.rows["offer"] = world.protege.offer
    world.rows["owner"] = world.protege
    world.rows["formal_tie"] = world.rows["tie"]
    made_by_run(world.rows["tie"])
    return world


def routes() -> Iterator[str]:
    """Each method of each route below /api/v1/."""
    for pattern in v1:
        assert isinstance(pattern, URLPattern)
        actions = getattr(pattern.callback, "actions", {})
        for method in actions:
            if method != "head":
                yield f"{method.upper()} {pattern.name}"


def test_matrix_names_every_route_and_no_other() -> None:
    assert sorted(MATRIX) == sorted(routes())


def test_nothing_else_of_the_api_answers() -> None:
    """Whatever stands below /api/ is in this matrix, in the pages' matrix, or gives tokens."""
    (api,) = (
        one
        for one in get_resolver().url_patterns
        if isinstance(one, URLResolver) and str(one.pattern) == "api/"
    )
    names = {one.name for one in api.url_patterns if isinstance(one, URLPattern)}

    assert names == {"openapi", "postman", "docs", "problems", "token", "revoke", "unknown"}


@pytest.mark.parametrize("name", MATRIX)
def test_each_caller_meets_what_the_matrix_says(name: str, world_with_api: World) -> None:
    route, world = MATRIX[name], world_with_api
    here = world.protege.institution
    elsewhere = world.members["other_director"].institution
    others = [scope for scope in SCOPES if scope != route.scope]
    callers: dict[str, Any] = {
        "client without a token": None,
        "client without the scope": Api(here, others),
        "client with the scope": Api(here, [route.scope]),
        "client of another institution": Api(elsewhere),
    }
    if route.before:
        route.before(world, callers["client with the scope"])

    met = {who: _status(name, route, world, api=api) for who, api in callers.items()}
    met |= {role: _status(name, route, world, role=role) for role in ROLES}

    assert met == {
        "client without a token": 401,
        "client without the scope": 403,
        "client with the scope": route.answer,
        "client of another institution": _elsewhere(name, route),
        **dict.fromkeys(ROLES, 403),
        "anonymous": 401,
        "director": route.answer if route.in_session else 403,
        "other_director": _elsewhere(name, route) if route.in_session else 403,
    }


def test_no_route_opens_to_a_role_for_a_part(world_with_api: World) -> None:
    """Coordinators, also of the whole institution, analysts and deputies call nothing in a session."""
    people = add_scopes(world_with_api)
    coordinator = MembershipFactory(institution=world_with_api.protege.institution)
    StaffRoleFactory(membership=coordinator, role="coordinator")
    people["coordinator"] = coordinator

    met = {
        (name, who): _status(name, route, world_with_api, user=member.user)
        for name, route in MATRIX.items()
        for who, member in people.items()
    }

    assert set(met.values()) == {403}
    assert len(met) == len(MATRIX) * (len(SCOPED) + 1)


def _elsewhere(name: str, route: Route) -> int:
    counted = ("GET reports-coverage", "GET reports-gaps")
    if route.row or name.removesuffix("-csv") in counted:
        return 404  # nothing has been counted there yet
    return 202 if name == "PUT members-bulk" else route.answer


def _status(
    name: str,
    route: Route,
    world: World,
    *,
    api: Api | None = None,
    role: str = "",
    user: User | None = None,
) -> int:
    method, view = name.split(" ")
    kwargs = route.kwargs(world) if route.kwargs else {}
    if route.row and not route.kwargs:
        kwargs = {"pk": world.rows[route.row].pk}
    body = route.body(world) if callable(route.body) else route.body
    headers = {"If-Match": route.if_match} if route.if_match else {}
    if api:
        headers["Authorization"] = f"Bearer {api.token}"
    client = Client(headers=headers)
    user = world.login(role) if role else user
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with transaction.atomic():
        answer = client.generic(
            method,
            reverse(f"api:{view}", kwargs=kwargs),
            "" if body is None else json.dumps(body),
            content_type="application/json",
        )
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    return answer.status_code
