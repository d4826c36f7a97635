"""Signing in and out with `oidc-provider`, a certified provider that others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, SignOn, SignOnSession
from profiles.sign_on.provider.domain.setup import connect_oidc
from tests.conftest import empty_cache
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.certified_provider import (
    CLIENT,
    SECRET,
    CertifiedProvider,
    Person,
    certified_provider,
)
from tests.support.sign_on import bound, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.tools]
ADA = "ada@north.example"
LOGIN = "/accounts/oidc/at-north/login/"


@pytest.fixture(scope="module")
def provider() -> Iterator[CertifiedProvider]:
    with certified_provider() as running:
        running.run()
        yield running


@pytest.fixture
def ada() -> Membership:
    north = InstitutionFactory(slug="north", name="North")
    return MembershipFactory(institution=north, user__email=ADA)


def connect(provider: CertifiedProvider, ada: Membership) -> SignOn:
    empty_cache()
    row = connect_oidc(
        ada.institution,
        name="North login",
        issuer=provider.issuer,
        client_id=CLIENT,
        secret=SECRET,
        external_id_claim="",
        domains=["north.example"],
        actor=UserFactory(),
    )
    SignOn.objects.filter(pk=row.pk).update(state=SignOn.State.ON)
    bound(row, ada, "ada")
    return row


@pytest.fixture
def sign_on(provider: CertifiedProvider, ada: Membership) -> SignOn:
    return connect(provider, ada)


def sign_in(client: Client, person: Person) -> str:
    """Leave, sign in there, come back; the address at which the browser came back."""
    back = person.follow(client.get(LOGIN)["Location"])
    client.get(back.removeprefix("http://testserver"))
    return back


def test_person_signs_in_and_no_one_else_does(provider, sign_on, client):
    sign_in(client, Person("ada"))
    assert signed_in(client) == ADA
    stranger = Client()
    sign_in(stranger, Person("eve"))
    assert signed_in(stranger) is None


def test_answer_is_good_once_and_in_the_browser_that_asked(provider, sign_on, client):
    back = sign_in(client, Person("ada"))
    thief = Client()
    for browser in (client, thief):
        assert browser.get(back.removeprefix("http://testserver")).status_code == 401
    assert signed_in(thief) is None
    # The code with a state of the thief's own: its challenge was another's, and it was used.
    query = parse_qs(urlsplit(thief.get(LOGIN)["Location"]).query)
    code = parse_qs(urlsplit(back).query)["code"][0]
    answer = thief.get(f"{LOGIN}callback/", {"code": code, "state": query["state"][0]})
    assert (answer.status_code, signed_in(thief)) == (401, None)


def test_code_without_its_verifier_is_refused(provider, sign_on, client):
    back = Person("ada").follow(client.get(LOGIN)["Location"])
    session = client.session
    for state in session[STATES_SESSION_KEY].values():
        state[0]["pkce_code_verifier"] = "another verifier, as long as one must be: 43 letters"
    session.save()
    assert client.get(back.removeprefix("http://testserver")).status_code == 401
    assert signed_in(client) is None


def test_answer_with_another_state_or_issuer_is_refused(provider, sign_on, client):
    back = Person("ada").follow(client.get(LOGIN)["Location"])
    query = {name: one[0] for name, one in parse_qs(urlsplit(back).query).items()}
    assert query["iss"] == provider.issuer
    for wrong in ({"state": "another"}, {"iss": "https://other.example"}):
        assert client.get(f"{LOGIN}callback/", {**query, **wrong}).status_code == 401
    assert signed_in(client) is None


def test_signing_out_here_signs_out_there_and_in_the_same_session_everywhere(
    provider, sign_on, client
):
    ada, elsewhere = Person("ada"), Client()
    sign_in(client, ada)
    # Another browser window of the same session there, and a session of its own.
    same = Client()
    sign_in(same, ada)
    sign_in(elsewhere, Person("ada"))
    assert SignOnSession.objects.values("sid").distinct().count() == 2

    address = client.post(reverse("account_logout")).context["address"]
    back = ada.follow(address)

    answer = client.get(back.removeprefix("http://testserver"))
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "You are signed out here and at North login."
    ]
    said = provider.tokens.get(timeout=10)
    door = reverse("openid_connect_back_channel", args=["at-north"])
    told = [Client().post(door, {"logout_token": said}).status_code for _ in range(2)]
    assert told == [200, 400]
    assert (signed_in(same), signed_in(elsewhere)) == (None, ADA)


@pytest.mark.parametrize("algorithm", ["PS256", "ES256"])
def test_other_signatures_sign_in_and_out(provider, ada, client, algorithm):
    provider.run(id_token_signed_response_alg=algorithm)
    connect(provider, ada)
    person, other = Person("ada"), Client()
    sign_in(client, person)
    sign_in(other, person)
    assert signed_in(client) == signed_in(other) == ADA
    person.follow(client.post(reverse("account_logout")).context["address"])
    said = provider.tokens.get(timeout=10)
    door = reverse("openid_connect_back_channel", args=["at-north"])
    assert Client().post(door, {"logout_token": said}).status_code == 200
    assert signed_in(other) is None


def test_keys_that_the_provider_changes_are_read_at_once(provider, ada, client):
    provider.run()
    connect(provider, ada)
    sign_in(client, Person("ada"))
    provider.run()
    browser = Client()
    sign_in(browser, Person("ada"))
    assert (signed_in(client), signed_in(browser)) == (ADA, ADA)


def test_client_secret_in_the_body_is_sent_where_the_provider_asks(provider, ada, client):
    provider.run(token_endpoint_auth_method="client_secret_post")
    connect(provider, ada)
    sign_in(client, Person("ada"))
    assert signed_in(client) == ADA


def test_wrong_secret_signs_no_one_in(provider, ada, client):
    provider.run(client_secret="another secret")
    connect(provider, ada)
    sign_in(client, Person("ada"))
    assert signed_in(client) is None
