"""What a director is told when a provider cannot be read, and how long anyone waits for it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from profiles.models import Membership
from profiles.sign_on.provider import discovery, keys
from profiles.sign_on.provider.domain.id_token import TokenRefused
from profiles.sign_on.provider.keys import published_keys
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.sign_on.provider.domain.test_id_token import sign_in
from tests.support.forged import CLIENT, SECRET, ForgedProvider
from tests.support.sign_on import signed_in

pytestmark = pytest.mark.django_db
DISCOVERY, KEYS = "/.well-known/openid-configuration", "/jwks"
SETUP = "/dashboard/sign-on/"


@pytest.fixture
def director(ada: Membership) -> Client:
    member = MembershipFactory(institution=ada.institution, offices=[StaffRoleKind.DIRECTOR])
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def connect(director: Client, provider: ForgedProvider, **typed: str) -> Any:
    form = {
        "name": "North login",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "secret": SECRET,
        "domains": "north.example",
        **typed,
    }
    return director.post(f"{SETUP}oidc/", form)


def said(director: Client, provider: ForgedProvider, **typed: str) -> str:
    answer = connect(director, provider, **typed)
    assert answer.status_code == 200
    return " ".join(answer.context["form"].errors["issuer"])


# What is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "sent", "expected"),
    [
        (404, b"{}", "answered with error 404"),
        (503, b"{}", "answered with error 503"),
        (302, b"{}", "leads to another one"),
        (200, b"", "is empty"),
        (200, b"<html>", "found nothing readable"),
        (200, b"[" * 100_000, "found nothing readable"),
        (200, b"[]", "does not describe an OpenID provider"),
        (200, b" " * (512 * 1024 + 1), "is too large"),
    ],
)
def test_director_reads_why_it_could_not_be_read(director, provider, status, sent, expected):
    provider.status, provider.sent[DISCOVERY] = status, sent
    assert expected in said(director, provider)


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ({"issuer": "https://other.example"}, "calls itself https://other.example"),
        ({"issuer": None}, "does not describe"),
        ({"jwks_uri": 7}, "does not describe"),
        ({"token_endpoint": "ftp://files.example"}, "does not start with https://"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "does not start with https://"),
        ({"end_session_endpoint": "javascript:alert(1)"}, "does not start with https://"),
        ({"userinfo_endpoint": "https://["}, "does not start with https://"),
    ],
)
def test_description_that_cannot_be_used_is_refused(director, provider, described, expected):
    provider.described = described
    assert expected in said(director, provider)


def test_server_that_is_not_there_is_named(director, provider):
    assert "We can’t connect to localhost" in said(director, provider, issuer="http://localhost:9")
    assert "We can’t find the name" in said(director, provider, issuer="http://nowhere.invalid")


def test_private_address_is_not_asked_and_the_director_is_told(director, provider, settings):
    settings.SIGN_ON_PRIVATE_NETWORKS = False
    assert "leads to an address that is not public" in said(director, provider)
    assert provider.asked == []


def test_provider_that_does_not_answer_is_given_up_in_time(director, provider, monkeypatch):
    monkeypatch.setattr(discovery, "READING_SECONDS", 0.3)
    tested = threading.Event()
    provider.on_request = lambda path: tested.wait(10)
    began = time.monotonic()
    try:
        text = said(director, provider)
    finally:
        tested.set()
    assert "did not answer within" in text
    assert time.monotonic() - began < 5


# The test -------------------------------------------------------------------------------------


def test_test_looks_at_the_provider_before_it_sends_the_director_there(director, provider, sign_on):
    provider.asked.clear()
    answer = director.post(f"{SETUP}test/")
    assert (answer.status_code, provider.asked) == (200, [DISCOVERY, KEYS])
    assert "/accounts/oidc/at-north/login/" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "expected"),
    [(DISCOVERY, "found nothing readable"), (KEYS, "can’t read the provider’s keys")],
)
def test_test_says_what_is_wrong_in_place_of_it(director, provider, sign_on, path, expected):
    provider.sent[path] = b"<html>"
    answer = director.post(f"{SETUP}test/")
    assert answer.status_code == 302
    [told] = get_messages(answer.wsgi_request)
    assert expected in str(told)


def test_test_says_that_the_provider_has_moved(director, provider, sign_on):
    provider.described = {"token_endpoint": f"{provider.issuer}/v2/token"}
    [told] = get_messages(director.post(f"{SETUP}test/").wsgi_request)
    assert "addresses have changed" in str(told)


def test_signing_in_asks_no_description(client, provider, sign_on, ada):
    provider.asked.clear()
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email
    assert DISCOVERY not in provider.asked


# What is kept ---------------------------------------------------------------------------------


def test_connection_without_kept_addresses_reads_them_once_an_hour(client, provider, sign_on, ada):
    del sign_on.app.settings["endpoints"]
    sign_on.app.save()
    provider.asked.clear()
    for _ in range(2):
        browser = Client()
        sign_in(browser, provider)
        assert signed_in(browser) == ada.user.email
    assert provider.asked.count(DISCOVERY) == 1


def test_provider_that_failed_is_left_alone_for_a_while(client, provider, sign_on):
    del sign_on.app.settings["endpoints"]
    sign_on.app.save()
    provider.status = 503
    provider.asked.clear()
    answers = [client.get("/accounts/oidc/at-north/login/").status_code for _ in range(3)]
    assert (answers, provider.asked) == ([401] * 3, [DISCOVERY])


def test_keys_that_could_not_be_read_are_left_alone_for_a_while(provider):
    provider.status = 503
    for expected in ("answered with error 503", "a moment ago"):
        with pytest.raises(TokenRefused) as refusal:
            published_keys(f"{provider.issuer}/jwks")
        assert expected in str(refusal.value.message)
    assert provider.asked == [KEYS]


def test_strangers_make_one_thread_wait_for_keys_and_no_more(provider, monkeypatch):
    monkeypatch.setattr(keys, "PAUSE_AFTER_FAILURE", 1)
    address = f"{provider.issuer}/jwks"
    asked, go_on, found = threading.Event(), threading.Event(), []
    provider.on_request = lambda path: (asked.set(), go_on.wait(10))
    first = threading.Thread(
        target=lambda: found.extend(published_keys(address, for_strangers=True))
    )
    first.start()
    assert asked.wait(10)
    try:
        with pytest.raises(TokenRefused):
            published_keys(address, for_strangers=True)
    finally:
        go_on.set()
        first.join(10)
    assert (found, provider.asked) == ([provider.key.jwk], [KEYS])
    assert published_keys(address, for_strangers=True) == found
