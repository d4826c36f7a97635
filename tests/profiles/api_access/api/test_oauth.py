"""Who gets a token, what it opens, and how a director shuts it again."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from mentornet.api import share
from profiles.api_access.api.oauth import NO_INSTITUTION
from profiles.api_access.domain.clients import (
    OVERLAP,
    change_client,
    drop_previous_secret,
    revoke_client,
    rotate_secret,
)
from profiles.models import ApiClient
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.api import Api, signed_in, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Api:
    return Api(InstitutionFactory(), ["members:read", "units:read"])


def test_token_is_for_an_hour_and_what_the_client_may(api: Api) -> None:
    found = token_of(api.client, api.secret).json()

    assert (found["token_type"], found["expires_in"]) == ("Bearer", 3600)
    assert sorted(found["scope"].split()) == ["members:read", "units:read"]
    assert "refresh_token" not in found


def test_neither_secret_nor_token_is_kept(api: Api) -> None:
    client = ApiClient.objects.get()
    token = AccessToken.objects.get()

    assert api.secret not in str(vars(client))
    assert api.token not in str(vars(token))


def test_client_may_ask_for_less_and_never_for_more(api: Api) -> None:
    less = token_of(api.client, api.secret, scope="units:read").json()
    more = token_of(api.client, api.secret, scope="members:write")

    assert less["scope"] == "units:read"
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
    api.token = less["access_token"]
    refused = api.get("/members")
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert 'scope="members:read"' in refused["WWW-Authenticate"]


@pytest.mark.parametrize("kind", ["password", "authorization_code", "refresh_token", ""])
def test_no_other_grant_is_served(api: Api, kind: str) -> None:
    answer = token_of(api.client, api.secret, grant_type=kind)

    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})


def test_wrong_secret_gets_nothing(api: Api) -> None:
    answer = token_of(api.client, "wrong")

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_both_secrets_hold_for_a_week_after_a_rotation(api: Api) -> None:
    client, newest = rotate_secret(api.client, actor=UserFactory())

    assert token_of(client, newest).status_code == 200
    assert token_of(client, api.secret).status_code == 200
    ApiClient.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert token_of(client, api.secret).status_code == 401
    assert token_of(client, newest).status_code == 200
    assert timedelta(days=7) == OVERLAP


def test_overlap_can_be_ended_at_once(api: Api) -> None:
    client, newest = rotate_secret(api.client, actor=UserFactory())

    drop_previous_secret(client, actor=UserFactory())

    assert token_of(client, api.secret).status_code == 401
    assert token_of(client, newest).json()["token_type"] == "Bearer"


def test_revoked_client_is_out_at_once_and_for_good(api: Api) -> None:
    assert api.get("/members").status_code == 200

    revoke_client(api.client, actor=UserFactory())

    refused = api.get("/members")
    assert (refused.status_code, refused.json()["code"]) == (401, "authentication_failed")
    assert refused["WWW-Authenticate"].startswith("Bearer")
    assert token_of(api.client, api.secret).status_code == 401


def test_what_is_taken_from_a_client_is_taken_from_its_tokens(api: Api) -> None:
    change_client(api.client, name="HR", scopes=["units:read"], actor=UserFactory())

    assert api.get("/members").status_code == 403
    assert api.get("/units").json()["items"] == []


def test_expired_token_is_refused(api: Api) -> None:
    AccessToken.objects.update(expires=timezone.now())

    assert api.get("/members").status_code == 401


def test_last_use_is_noted_to_the_minute(api: Api) -> None:
    api.get("/members")
    first = ApiClient.objects.get().last_used_at
    api.get("/members")

    assert first is not None
    assert ApiClient.objects.get().last_used_at == first
    ApiClient.objects.update(last_used_at=first - timedelta(minutes=2))
    api.get("/members")
    assert ApiClient.objects.get().last_used_at > first


def test_token_can_be_given_back(api: Api) -> None:
    given = {
        "token": api.token,
        "client_id": api.client.client_id,
        "client_secret": api.secret,
    }

    assert Client(enforce_csrf_checks=True).post("/api/oauth/revoke", given).status_code == 200
    assert api.get("/members").status_code == 401


def test_a_nul_character_is_a_refusal_in_the_words_of_oauth(api: Api) -> None:
    ours = {"client_id": api.client.client_id, "client_secret": api.secret}
    answers = {}
    for address, more in (
        ("/api/oauth/token", {"grant_type": "client_credentials", "scope": "units:read"}),
        ("/api/oauth/revoke", {"token": api.token, "token_type_hint": "access_token"}),
    ):
        whole = ours | more
        for name in whole:
            sent = whole | {name: whole[name] + "\x00"}
            answers[f"{address} {name}"] = Client().post(address, sent)
            rest = {key: value for key, value in whole.items() if key != name}
            answers[f"{address}?{name}"] = Client().post(f"{address}?{name}=%00", rest)
        answers[f"{address} strange"] = Client().post(address, whole | {"a\x00": "b", "c": "\x00"})

    wrong = {
        name: (answer.status_code, answer.json())
        for name, answer in answers.items()
        if (answer.status_code, answer.json()["error"]) != (400, "invalid_request")
    }
    assert wrong == {}
    named = answers["/api/oauth/token client_id"]
    assert named.json()["error_description"] == "client_id contains a NUL character."
    assert named["Cache-Control"] == "no-store"
    assert api.get("/units").status_code == 200


@pytest.mark.usefixtures("one_minute")
@pytest.mark.parametrize("basic", [False, True])
def test_guessing_secrets_is_slowed_down_for_one_client(
    api: Api, monkeypatch: pytest.MonkeyPatch, basic: bool
) -> None:
    monkeypatch.setattr("profiles.api_access.api.oauth.TOKENS_A_MINUTE", 2)

    def guess(number: int) -> Any:
        if not basic:
            return token_of(api.client, f"wrong{number}")
        pair = base64.b64encode(f"{api.client.client_id}:wrong{number}".encode()).decode()
        given = {"grant_type": "client_credentials"}
        return Client().post("/api/oauth/token", given, headers={"authorization": f"Basic {pair}"})

    answers = [guess(number) for number in range(3)]

    assert [one.status_code for one in answers][-1] == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    other = Api(InstitutionFactory())
    assert token_of(other.client, other.secret).json()["token_type"] == "Bearer"


@pytest.mark.usefixtures("one_minute")
def test_one_address_is_limited_whatever_clients_it_names(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("profiles.api_access.api.oauth.TOKENS_OF_ADDRESS", 2)
    cache.clear()
    given = {"grant_type": "client_credentials", "client_secret": "x"}

    answers = [
        Client().post("/api/oauth/token", {**given, "client_id": f"none{number}"})
        for number in range(3)
    ]

    assert [one.status_code for one in answers] == [401, 401, 429]
    assert "Retry-After" in answers[-1]


def test_tokens_count_in_the_threads_of_the_institution(api: Api, settings: Any) -> None:
    settings.WEB_THREADS = 3
    under_way, unknown = HttpRequest(), HttpRequest()
    share.take(under_way, api.client.institution_id)
    share.take(unknown, NO_INSTITUTION)
    try:
        busy, of_no_one = token_of(api.client, api.secret), Client().post("/api/oauth/token")
    finally:
        share.give_back(under_way)
        share.give_back(unknown)

    assert (busy.status_code, busy["Retry-After"]) == (503, "1")
    assert busy.json()["error"] == "temporarily_unavailable"
    assert of_no_one.status_code == 503
    assert token_of(api.client, api.secret).status_code == 200
    assert not {api.client.institution_id, NO_INSTITUTION} & share._at_work.keys()


def test_basic_authentication_gets_a_token(api: Api) -> None:
    pair = base64.b64encode(f"{api.client.client_id}:{api.secret}".encode()).decode()
    given = {"grant_type": "client_credentials"}

    answer = Client().post("/api/oauth/token", given, headers={"authorization": f"Basic {pair}"})

    assert (answer.status_code, answer.json()["token_type"]) == (200, "Bearer")


def test_director_may_use_the_session_and_others_may_not() -> None:
    institution = InstitutionFactory()
    director = MembershipFactory(institution=institution, offices=[StaffRoleKind.DIRECTOR])
    member = MembershipFactory(institution=institution)

    assert signed_in(director).get("/api/v1/members").status_code == 200
    assert signed_in(member).get("/api/v1/members").status_code == 403
    assert Client().get("/api/v1/members").status_code == 401


def test_session_needs_the_csrf_token_to_write() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")

    answer = browser.post("/api/v1/units", {"name": "Surgery"}, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
