"""What holds for every route: answers once, limits, problems, versions."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mentornet.api.idempotency import purge_answers
from mentornet.api.problems import PROBLEMS
from mentornet.models import IdempotencyKey
from profiles.models import Unit
from tests.factories import InstitutionFactory, UnitFactory
from tests.support.api import Api

KEY = "4f6c1f0e"


@pytest.fixture
def api(db: None) -> Api:
    return Api(InstitutionFactory())


def test_same_key_acts_once_and_gets_the_same_answer(api: Api) -> None:
    first = api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)
    again = api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert Unit.objects.count() == 1


def test_key_of_another_request_is_refused(api: Api) -> None:
    api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)

    answer = api.post("/units", {"name": "Medicine"}, idempotency_key=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Unit.objects.count() == 1


def test_keys_of_two_clients_are_not_the_same(api: Api) -> None:
    other = Api(InstitutionFactory())
    api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)

    assert other.post("/units", {"name": "Medicine"}, idempotency_key=KEY).status_code == 201


def test_refusal_is_not_kept(api: Api) -> None:
    refused = api.post("/units", {"name": ""}, idempotency_key=KEY)
    mended = api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)

    assert (refused.status_code, mended.status_code) == (422, 201)


def test_answer_is_forgotten_after_a_day(api: Api) -> None:
    api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))

    assert purge_answers() == 1
    assert api.post("/units", {"name": "Medicine"}, idempotency_key=KEY).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_at_once_act_once(settings) -> None:
    settings.WEB_THREADS = 12
    api = Api(InstitutionFactory())
    answers = []

    def send() -> None:
        answer = api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)
        while "Retry-After" in answer:
            answer = api.post("/units", {"name": "Surgery"}, idempotency_key=KEY)
        answers.append(answer)
        connection.close()

    threads = [threading.Thread(target=send) for _time in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.json()["id"] for one in answers}) == 1
    assert Unit.objects.count() == 1


@pytest.mark.usefixtures("one_minute")
def test_limit_counts_down_and_says_when_to_come_back(api: Api, settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 2

    first, second, third = (api.get("/institution") for _time in range(3))

    assert first["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first["RateLimit"].startswith('"minute";r=1;t=')
    assert second["RateLimit"].startswith('"minute";r=0;t=')
    assert (third.status_code, third.json()["code"]) == (429, "throttled")
    assert 0 < int(third["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "code"),
    [
        ("GET", "/nothing", {}, None, 404, "not_found"),
        ("GET", "/members/0a2f2f54-6a0e-4f6c-9b6d-3f0a1a1f7c11", {}, None, 404, "not_found"),
        ("GET", "/members/external/F%0A1", {}, None, 404, "not_found"),
        ("DELETE", "/units", {}, None, 405, "method_not_allowed"),
        ("GET", "/units", {"accept": "text/csv"}, None, 406, "not_acceptable"),
        ("POST", "/units", {"content_type": "text/xml"}, "<a/>", 415, "unsupported_media_type"),
        ("POST", "/units", {}, "{", 400, "parse_error"),
        ("POST", "/units", {}, "[" * 100_000, 400, "parse_error"),
        ("POST", "/units", {}, '{"name": NaN}', 400, "parse_error"),
        ("POST", "/units", {}, b'{"name": "\xff"}', 400, "parse_error"),
        ("POST", "/units", {}, '{"name": "\\u0000"}', 422, "invalid"),
        ("POST", "/units", {}, '{"name": "\\ud800"}', 422, "invalid"),
        ("POST", "/units", {}, "[]", 422, "invalid"),
        ("POST", "/units", {}, b'"' + b"a" * 1_100_000 + b'"', 413, "too_large"),
        ("POST", "/units", {"idempotency_key": "k" * 256}, "{}", 400, "invalid_parameter"),
        ("GET", "/units?name=", {}, None, 400, "invalid_parameter"),
        ("GET", f"/units?name={'a' * 1001}", {}, None, 400, "invalid_parameter"),
        ("PUT", "/nothing", {}, "{}", 404, "not_found"),
    ],
)
def test_every_refusal_is_a_problem(
    api: Api, method: str, path: str, headers: dict, body: object, status: int, code: str
) -> None:
    answer = api.call(method, path, body, **headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) - {"errors"} == {"type", "title", "status", "detail", "code"}
    assert answer.json()["status"] == status
    assert answer.json()["type"].endswith(f"/api/problems#{code}")


@pytest.mark.usefixtures("one_minute")
def test_refusals_of_the_library_say_what_the_pages_of_connectors_say(api: Api, settings) -> None:
    missing = Client().get("/api/v1/units")
    gone = api.get("/units/0a2f2f54-6a0e-4f6c-9b6d-3f0a1a1f7c11")
    unpublished = Api(api.client.institution, scopes=["reports:read"]).get("/reports/gaps")
    settings.API_REQUESTS_A_MINUTE = 1
    throttled = [api.get("/units") for _once in range(2)][1]

    assert [one.json()["detail"] for one in (missing, gone, unpublished, throttled)] == [
        str(PROBLEMS[code]) for code in ("not_authenticated", "not_found", "not_found", "throttled")
    ]


def test_our_failure_is_a_problem_for_programs(api: Api, monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("profiles.institution.api.UnitViewSet.rows", fail)
    api.http = Client(raise_request_exception=False)

    answer = api.get("/units")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.content.decode()


def test_page_of_problems_explains_every_code(client: Client) -> None:
    page = client.get("/api/problems").content.decode()

    assert [code for code in PROBLEMS if f'id="{code}"' not in page] == []


def test_units_are_added_moved_and_refused_below_themselves(api: Api) -> None:
    top = api.post("/units", {"name": "Medicine"})
    low = api.post("/units", {"name": "Cardiology", "parent_id": top.json()["id"]})
    elsewhere = UnitFactory()

    circle = api.patch(
        f"/units/{top.json()['id']}", {"parent_id": low.json()["id"]}, if_match=_tag(api, top)
    )
    foreign = api.post("/units", {"name": "X", "parent_id": str(elsewhere.pk)})
    twice = api.post("/units", {"name": "Medicine"})
    moved = api.patch(
        f"/units/{low.json()['id']}", {"parent_id": None, "name": "Heart"}, if_match=_tag(api, low)
    )

    assert (circle.status_code, circle.json()["errors"][0]["pointer"]) == (422, "/parent_id")
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/parent_id")
    assert twice.status_code == 422
    assert (moved.status_code, moved.json()["parent_id"]) == (200, None)


def _tag(api: Api, made: object) -> str:
    return str(api.get(f"/units/{made.json()['id']}")["ETag"])  # type: ignore[attr-defined]


def test_unknown_field_is_refused_also_where_nothing_would_show_it(api: Api) -> None:
    answer = api.get("/units?fields=colour")

    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["fields"]


def test_versions_that_are_too_long_to_be_ours_are_refused_by_their_header(api: Api) -> None:
    fits = api.get("/units", **{"If-None-Match": "x" * 8000})
    answer = api.get("/units", **{"If-None-Match": "x" * 8001})

    assert (fits.status_code, answer.status_code) == (200, 400)
    assert [fault["header"] for fault in answer.json()["errors"]] == ["If-None-Match"]


def test_problems_are_told_in_the_language_that_is_asked_for(client) -> None:
    english = client.get("/api/v1/nothing")
    spanish = client.get("/api/v1/nothing", headers={"accept-language": "es-US,es"})
    assert english.json()["detail"].startswith("There is nothing here")
    assert spanish.json()["detail"] == "Aquí no hay nada, o pertenece a otra institución."
    assert spanish.json()["code"] == english.json()["code"] == "not_found"
    assert "Accept-Language" in spanish["Vary"]
