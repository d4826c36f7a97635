"""Signing out here, and at an OpenID provider from here."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, SignOn
from profiles.sign_on.provider.domain.setup import connect_oidc
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UserFactory
from tests.profiles.sign_on.provider.domain.test_id_token import sign_in
from tests.support.forged import CLIENT, SECRET, ForgedProvider
from tests.support.sign_on import bound, signed_in

pytestmark = pytest.mark.django_db
BACK = "/accounts/oidc/at-north/signed-out/"


@pytest.fixture
def sign_on(provider: ForgedProvider, ada: Membership) -> SignOn:
    provider.described = {"end_session_endpoint": f"{provider.issuer}/bye?tenant=1"}
    row = save(provider, ada)
    SignOn.objects.filter(pk=row.pk).update(state=SignOn.State.ON)
    bound(row, ada, "sub-1")
    return row


def save(provider: ForgedProvider, ada: Membership) -> SignOn:
    return connect_oidc(
        ada.institution,
        name="North login",
        issuer=provider.issuer,
        client_id=CLIENT,
        secret=SECRET,
        external_id_claim="",
        domains=["north.example"],
        actor=UserFactory(),
    )


def sign_out(client: Client) -> dict[str, str]:
    """Press the button; what the provider is asked for."""
    page = client.post(reverse("account_logout"))
    asked = urlsplit(page.context["address"])
    return {name: one[0] for name, one in parse_qs(asked.query).items()}


def told(answer) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_provider_is_asked_with_the_token_the_way_back_and_a_state(client, provider, sign_on):
    sign_in(client, provider)
    asked = sign_out(client)
    assert signed_in(client) is None
    assert asked["id_token_hint"].count(".") == 2
    assert (asked["tenant"], asked["client_id"]) == ("1", CLIENT)
    assert asked["post_logout_redirect_uri"] == f"http://testserver{BACK}"
    assert len(asked["state"]) >= 43


def test_way_back_says_that_it_is_done_once(client, provider, sign_on):
    sign_in(client, provider)
    state = sign_out(client)["state"]
    answer = client.get(BACK, {"state": state})
    assert answer["Location"] == reverse("account_login")
    assert told(answer) == ["You are signed out here and at North login."]
    client.get(reverse("account_login"))
    assert told(client.get(BACK, {"state": state})) == []


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "another"}, {"state": "ä"}])
def test_way_back_with_another_state_says_nothing(client, provider, sign_on, query):
    sign_in(client, provider)
    sign_out(client)
    answer = client.get(BACK, query)
    assert (answer.status_code, told(answer)) == (302, [])


def test_way_back_ends_no_session_and_believes_no_stranger(client, provider, sign_on, ada):
    sign_in(client, provider)
    answer = client.get(BACK, {"state": "x"})
    assert not any("signed out" in one for one in told(answer))
    assert signed_in(client) == ada.user.email


def test_connection_from_before_goes_on_with_the_address_that_the_provider_knows(
    client, provider, sign_on, ada
):
    """Also when it is saved again: the provider would refuse any other."""
    del sign_on.app.settings["signed_out_page"]
    sign_on.app.save()
    save(provider, ada)
    sign_in(client, provider)
    assert sign_out(client)["post_logout_redirect_uri"] == "http://testserver/"


def test_connection_from_before_moves_when_a_director_says_that_the_provider_knows(
    provider, sign_on, ada
):
    del sign_on.app.settings["signed_out_page"]
    sign_on.app.save()
    SignOn.objects.update(state=SignOn.State.DRAFT)
    director = MembershipFactory(institution=ada.institution, offices=[StaffRoleKind.DIRECTOR])
    browser = Client()
    browser.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    page = "/dashboard/sign-on/oidc/"
    shown = browser.get(page).context
    assert [value for label, value in shown["copy"] if "after sign-out" in label] == [
        "http://testserver/",
        f"http://testserver{BACK}",
    ]
    typed = {
        "name": "North login",
        "issuer": provider.issuer,
        "client_id": CLIENT,
        "domains": "north.example",
        "knows_page": "on",
    }
    assert browser.post(page, typed).status_code == 302
    shown = browser.get(page).context
    assert [value for label, value in shown["copy"] if "after sign-out" in label] == [
        f"http://testserver{BACK}"
    ]
    assert "knows_page" not in shown["form"].fields


def test_address_that_is_none_of_the_web_is_not_led_to(client, provider, sign_on):
    sign_on.app.settings["end_session"] = "javascript:alert(1)"
    sign_on.app.save()
    sign_in(client, provider)
    answer = client.post(reverse("account_logout"))
    assert answer.status_code == 302
    assert signed_in(client) is None


def test_provider_without_such_an_address_is_not_asked(client, provider, sign_on):
    sign_on.app.settings["end_session"] = ""
    sign_on.app.save()
    sign_in(client, provider)
    assert client.post(reverse("account_logout")).status_code == 302
