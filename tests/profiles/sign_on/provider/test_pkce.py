"""The code flow with a provider that runs in a process of its own: state, nonce, PKCE with S256."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from django.test import Client

from profiles.models import Membership, SignOn
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.oidc import Provider, oidc_process
from tests.support.sign_on import bound, come_back, connect, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/at-north/login/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc_process() as running:
        yield running


@pytest.fixture
def ada() -> Membership:
    institution = InstitutionFactory(slug="north", name="North")
    return MembershipFactory(institution=institution, user__email="ada@north.example")


@pytest.fixture
def sign_on(provider: Provider, ada: Membership) -> SignOn:
    row = connect(provider, ada.institution)
    bound(row, ada, "k1")
    return row


def asked(client: Client, **query: str) -> dict[str, str]:
    """What the provider is asked for."""
    leaving = client.get(LOGIN, query)
    return {name: one[0] for name, one in parse_qs(urlsplit(leaving["Location"]).query).items()}


def test_code_is_exchanged_for_the_verifier_of_its_challenge(client, provider, sign_on):
    come_back(client, provider, sign_on, "k1")
    assert signed_in(client) == "ada@north.example"


def test_code_without_its_verifier_is_refused_by_the_provider(client, provider, sign_on):
    leaving = client.get(LOGIN)
    back = urlsplit(provider.sign_in(leaving["Location"], "k1"))
    session = client.session
    for state in session[STATES_SESSION_KEY].values():
        state[0]["pkce_code_verifier"] = "another verifier, as long as one must be: 43 letters"
    session.save()
    assert client.get(f"{back.path}?{back.query}").status_code == 401
    assert signed_in(client) is None


def test_code_of_another_browser_s_challenge_is_refused(client, provider, sign_on):
    """A code that was caught is put into the attacker's own sign-in."""
    stolen = urlsplit(provider.sign_in(client.get(LOGIN)["Location"], "k1"))
    code = parse_qs(stolen.query)["code"][0]
    thief = Client()
    state = asked(thief)["state"]
    answer = thief.get(stolen.path, {"code": code, "state": state})
    assert answer.status_code == 401
    assert signed_in(thief) is None


def test_each_sign_in_has_a_challenge_a_state_and_a_nonce_of_its_own(client, sign_on):
    first, second = asked(client), asked(client)
    for name in ("code_challenge", "state", "nonce"):
        assert first[name] != second[name]
    assert len(first["nonce"]) >= 43
    assert first["code_challenge_method"] == "S256"
    verifiers = {
        base64.urlsafe_b64encode(hashlib.sha256(one[0]["pkce_code_verifier"].encode()).digest())
        .rstrip(b"=")
        .decode()
        for one in client.session[STATES_SESSION_KEY].values()
    }
    assert verifiers == {first["code_challenge"], second["code_challenge"]}


@pytest.mark.parametrize("setting", [False, True])
def test_no_setting_of_the_connection_takes_it_away(client, sign_on, setting):
    sign_on.app.settings["oauth_pkce_enabled"] = setting
    sign_on.app.save()
    assert asked(client)["code_challenge_method"] == "S256"


def test_address_bar_adds_nothing_to_what_is_asked(client, sign_on):
    query = asked(client, scope="offline_access", auth_params="prompt=none&nonce=mine")
    assert sorted(query["scope"].split()) == ["email", "openid", "profile"]
    assert query["nonce"] != "mine"
    assert "prompt" not in query
