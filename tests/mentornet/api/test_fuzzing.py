"""Every route under made-up requests, good and bad: what it answers is what the description says.

No 5xx, no status and no body that is not described, and refusals for what is not well-formed.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from io import BytesIO
from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from profiles.assessment.domain.content_consents import grant_in_force, set_consent
from tests.contract.world import World
from tests.mentornet.api.test_schema import COMMITTED, OPERATIONS
from tests.support.api import Api
from tests.support.examples import examples, rarely

pytestmark = [pytest.mark.django_db, pytest.mark.generated, pytest.mark.tools]
EXAMPLES = examples(6)
HERE = "http://testserver"
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Not that whatever fits the shape is taken: a supervisor must exist, a cursor must be ours.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]
# Rows of the world that a route's id may name; without one a made-up id is asked for.
ROWS = {
    "units": "unit",
    "imports": "roster_import",
    "programs": "program",
    "enrollments": "enrollment",
    "runs": "run",
    "pairs": "proposal",
    "ties": "tie",
    "groups": "group",
    "group-members": "part",
    "sessions": "session",
    "reports": "gap_report",
    "instruments": "instrument",
    "surveys": "counted_survey",
}


@cache
def described() -> Any:
    return schemathesis.openapi.from_dict(deepcopy(COMMITTED))


class InProcess(BaseAdapter):
    """Carries what `requests` sends to Django, inside the test's transaction."""

    def send(self, request: requests.PreparedRequest, **_more: Any) -> requests.Response:
        headers = {name: _text(value) for name, value in request.headers.items()}
        kind = headers.pop("Content-Type", "application/octet-stream")
        answer = Client(headers=headers).generic(
            request.method or "", _text(request.path_url), request.body or b"", content_type=kind
        )
        # A stream counts in its institution's threads until it is read.
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found = requests.Response()
        found.status_code, found.request, found.url = answer.status_code, request, request.url or ""
        found.headers = CaseInsensitiveDict(answer.headers)
        found.raw = HTTPResponse(
            body=BytesIO(content),
            status=answer.status_code,
            headers=dict(answer.headers),
            preload_content=False,
        )
        return found

    def close(self) -> None:
        """Nothing is open."""


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def session() -> requests.Session:
    found = requests.Session()
    found.mount("http://", InProcess())
    return found


def row_of(world: World, path: str) -> Any:
    name = path.removeprefix("/api/v1/").split("/")[0]
    if name in ("members", "assessments"):
        return world.members["stranger"].pk
    if name == "assessment-contents":
        return world.protege.pk
    return world.rows[ROWS[name]].pk if name in ROWS else None


@pytest.mark.parametrize(
    "name",
    [name if number % 4 == 0 else rarely(name) for number, name in enumerate(OPERATIONS)],
)
def test_route_keeps_its_word(name: str, world: World, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    method, path = name.split(" ")
    operation = described()[path][method]
    api = Api(world.protege.institution)
    headers = {"Authorization": f"Bearer {api.token}"}
    grant = grant_in_force(api.client)
    assert grant is not None
    set_consent(world.protege, grant=grant, parts=range(1, 9))

    row = row_of(world, path)

    def keeps_its_word(case: Any, there: bool) -> None:
        if there and row and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = str(row)
        with transaction.atomic():
            case.call_and_validate(base_url=HERE, session=session(), headers=headers, checks=CHECKS)
            transaction.set_rollback(True)

    good, bad = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)
    BOUNDED(given(case=good, there=st.booleans())(keeps_its_word))()
    BOUNDED(given(case=bad, there=st.just(value=False))(keeps_its_word))()


def test_what_is_made_can_be_read_changed_and_ended(world: World, settings: Any) -> None:
    """Stateful: the links of the description lead from one operation to the next."""
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    api = Api(world.protege.institution)
    machine = described().as_state_machine()

    class Walk(machine):  # type: ignore[misc, valid-type]
        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            case.validate_response(response, checks=CHECKS[:-1])

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {
                "base_url": HERE,
                "session": session(),
                "headers": {"Authorization": f"Bearer {api.token}"},
            }

    Walk.run(settings=BOUNDED.__class__(BOUNDED, max_examples=examples(15), stateful_step_count=6))
