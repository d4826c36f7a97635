"""The secret itself instead of a token: at the tables of figures alone, and slowed down like a token."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from mentornet.api import share
from mentornet.api.scopes import SCOPES
from profiles.api_access.api.oauth import NO_INSTITUTION
from profiles.api_access.domain.clients import drop_previous_secret, revoke_client, rotate_secret
from profiles.models import ApiClient
from tests.factories import InstitutionFactory, UserFactory
from tests.support.api import Api

pytestmark = pytest.mark.django_db
TABLE = "/api/v1/reports/counts.csv"


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory())


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def read(api: Api, path: str = TABLE, *, secret: str = "", given: str = "") -> Any:
    header = given or basic(api.client.client_id, secret or api.secret)
    return Client().get(path, headers={"authorization": header})


def test_secret_opens_the_tables_with_the_scope_and_is_noted(api: Api) -> None:
    ApiClient.objects.update(last_used_at=None)

    answer = read(api)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["RateLimit-Policy"] == '"minute";q=600;w=60'
    assert ApiClient.objects.get().last_used_at is not None


def test_secret_opens_nothing_without_the_scope() -> None:
    others = [name for name in SCOPES if name != "reports:read"]

    answer = read(Api(InstitutionFactory(), others))

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("path", ["/reports/gaps", "/reports/counts", "/members", "/export"])
def test_secret_opens_no_other_address(api: Api, path: str) -> None:
    answer = read(api, f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_secret_of_another_institution_reads_its_own(api: Api) -> None:
    api.post("/reports/counts")
    other = Api(InstitutionFactory())

    assert len(read(api).content.splitlines()) == 2
    assert len(read(other).content.splitlines()) == 1


@pytest.mark.parametrize(
    "given",
    [
        "Basic",
        "Basic !!",
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Basic " + base64.b64encode(b"no-colon").decode(),
        basic("\x00", "\x00"),
        basic("nobody", "x"),
    ],
)
def test_what_is_no_pair_is_refused(api: Api, given: str) -> None:
    answer = read(api, given=given)

    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
    assert answer["WWW-Authenticate"].startswith('Basic realm="MentorNet"')


def test_wrong_revoked_and_replaced_secrets_are_refused(api: Api) -> None:
    assert read(api, secret="wrong").status_code == 401
    client, newest = rotate_secret(api.client, actor=UserFactory())
    assert [read(api).status_code, read(api, secret=newest).status_code] == [200, 200]
    drop_previous_secret(client, actor=UserFactory())
    assert [read(api).status_code, read(api, secret=newest).status_code] == [401, 200]
    revoke_client(client, actor=UserFactory())
    assert read(api, secret=newest).status_code == 401


def test_who_has_no_secret_is_told_how_to_send_it() -> None:
    answer = Client().get(TABLE)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == (
        'Basic realm="MentorNet", charset="UTF-8", Bearer realm="MentorNet"'
    )


@pytest.mark.usefixtures("one_minute")
def test_tries_count_with_those_for_tokens(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("profiles.api_access.api.oauth.TOKENS_A_MINUTE", 2)

    answers = [read(api, secret=f"wrong{number}") for number in range(3)]

    # One token was fetched before.
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert read(api).status_code == 429


@pytest.mark.usefixtures("one_minute")
def test_limit_of_the_client_holds(api: Api, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1

    assert [read(api).status_code, read(api).status_code][-1] == 429


def test_secrets_count_in_the_threads_of_the_institution(api: Api, settings: Any) -> None:
    settings.WEB_THREADS = 3
    under_way, unknown = HttpRequest(), HttpRequest()
    share.take(under_way, api.client.institution_id)
    share.take(unknown, NO_INSTITUTION)
    try:
        busy, of_no_one = read(api), read(api, given=basic("nobody", "x"))
    finally:
        share.give_back(under_way)
        share.give_back(unknown)

    assert [busy.status_code, of_no_one.status_code] == [503, 503]
    assert busy["Retry-After"] == "1"
    assert read(api).status_code == 200
    assert not {api.client.institution_id, NO_INSTITUTION} & share._at_work.keys()
