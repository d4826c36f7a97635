"""Nothing that is sent is passed over: every write refuses by name what it can't use."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mentornet.webhooks.models import WebhookEndpoint
from profiles.models import Unit
from profiles.people.api import MemberResource
from profiles.roster.domain import members
from profiles.roster.domain.json_lines import ONLY_READ
from tests.contract.test_api_matrix import MATRIX
from tests.contract.world import World
from tests.factories import InstitutionFactory
from tests.profiles.roster.bulk import LINES, done, lines
from tests.support.api import Api, person

pytestmark = pytest.mark.django_db
WRITES = [name for name in MATRIX if not name.startswith(("GET ", "DELETE "))]


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


@pytest.mark.parametrize("name", WRITES)
def test_every_write_refuses_a_field_that_is_none(name: str, world: World) -> None:
    route = MATRIX[name]
    method, view = name.split(" ")
    kwargs = route.kwargs(world) if route.kwargs else {}
    if route.row and not route.kwargs:
        kwargs = {"pk": world.rows[route.row].pk}
    body = route.body(world) if callable(route.body) else route.body
    api = Api(world.protege.institution)
    headers = {"if_match": route.if_match} if route.if_match else {}
    path = reverse(f"api:{view}", kwargs=kwargs)

    answer = api.call(method, path, {**body, "colo/r": 1}, **headers)

    assert answer.status_code == 422, answer.content
    assert ("/colo~1r", "unknown") in faults(answer)


def test_field_that_is_only_read_is_refused_as_such(api: Api) -> None:
    made = api.post("/members", person(1))
    path = f"/members/{made.json()['id']}"

    answer = api.patch(path, {"rank": "full", "state": "ended"}, if_match="*")
    put = api.put("/members/external/F00001", person(1, end_waits=False))

    assert faults(answer) == [("/state", "read_only")]
    assert faults(put) == [("/external_id", "read_only"), ("/end_waits", "read_only")]
    assert api.get(path).json() == made.json()


def test_all_faults_are_told_at_once_and_nothing_is_done(api: Api) -> None:
    answer = api.post("/units", {"name": "", "id": "1", "nmae": "Surgery"})

    assert sorted(faults(answer)) == [
        ("/id", "read_only"),
        ("/name", "blank"),
        ("/nmae", "unknown"),
    ]
    assert not Unit.objects.exists()


def test_field_of_a_part_is_refused_at_its_place(api: Api) -> None:
    item = {"text": "Well?", "labels": ["No", "Yes"], "colour": "red"}

    answer = api.post("/instruments", {"name": "Ours", "items": [item]})

    assert faults(answer) == [("/items/0/colour", "unknown")]


def test_scale_whose_end_is_another_than_its_last_label_is_refused(api: Api) -> None:
    item = {"text": "Well?", "labels": ["No", "Yes"], "highest": 9}

    answer = api.post("/instruments", {"name": "Ours", "items": [item]})
    same = api.post("/instruments", {"name": "Ours", "items": [{**item, "highest": 2}]})

    assert faults(answer) == [("/items/0/highest", "invalid")]
    assert same.status_code == 201


def test_name_that_is_there_twice_is_refused(api: Api) -> None:
    answer = api.post("/units", '{"name": "Surgery", "name": "Medicine"}')

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert "“name”" in answer.json()["detail"]


@pytest.mark.parametrize("field", ["state", "end_waits"])
def test_bulk_refuses_what_is_only_read_row_by_row(api: Api, field: str) -> None:
    sent = lines(person(1), person(2, **{field: "ended"}))

    found = done(api, api.put("/members/bulk", sent, content_type=LINES))

    assert (found["state"], found["counts"]["bad_rows"]) == ("refused", 1)
    (row,) = api.get(f"/imports/{found['id']}/rows?result=error").json()["items"]
    assert f"“{field}”" in row["errors"][0]["message"]


def test_bulk_knows_what_is_only_read() -> None:
    shown = {*MemberResource.Meta.fields, *MemberResource.expandable}

    assert shown - set(members.FIELDS) == ONLY_READ


@pytest.mark.parametrize("before", ["disabled", "paused", "active"])
def test_webhook_is_switched_by_its_state(api: Api, settings: Any, before: str) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    made = api.post("/webhooks", {"url": "https://127.0.0.1/in", "events": ["*"]})
    path = f"/webhooks/{made.json()['id']}"
    WebhookEndpoint.objects.update(state=before, failures=3)

    answer = api.patch(path, {"state": "active"}, if_match="*")
    refused = api.patch(path, {"state": "disabled"}, if_match="*")
    paused = api.patch(path, {"state": "paused", "name": "HR"}, if_match="*")

    assert (answer.status_code, answer.json()["state"]) == (200, "active")
    assert faults(refused) == [("/state", "invalid_choice")]
    assert "active, paused" in refused.json()["errors"][0]["detail"]
    assert (paused.json()["state"], paused.json()["name"]) == ("paused", "HR")
    assert paused["ETag"] == api.get(path)["ETag"]
