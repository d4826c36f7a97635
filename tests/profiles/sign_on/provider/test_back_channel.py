"""The door at which an OpenID provider says that someone has signed out there."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, SignOn
from profiles.sign_on.provider.domain.logout_token import EVENT
from profiles.sign_on.provider.domain.setup import connect_oidc
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.sign_on.provider.domain.test_id_token import changed, sign_in
from tests.support.forged import CLIENT, SECRET, ForgedProvider, RSAKey, leave, token
from tests.support.sign_on import bound, signed_in

pytestmark = pytest.mark.django_db


def claims(provider: ForgedProvider, **more: Any) -> dict[str, Any]:
    now = int(time.time())
    right = {
        "iss": provider.issuer,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 120,
        "jti": "m-1",
        "events": {EVENT: {}},
        "sub": "sub-1",
    }
    return {name: one for name, one in {**right, **more}.items() if one is not None}


def tell(said: Any, provider_id: str = "at-north") -> Any:
    """As a provider does: from nowhere, with no cookie."""
    address = reverse("openid_connect_back_channel", args=[provider_id])
    return Client(enforce_csrf_checks=True).post(address, {"logout_token": said})


@pytest.fixture
def inside(client: Client, provider: ForgedProvider, sign_on: SignOn, ada: Membership) -> Client:
    changed(provider, sid="s-1")
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email
    return client


def test_token_of_the_provider_ends_the_session(inside, provider):
    answer = tell(token(provider.key, claims(provider), typ="logout+jwt"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert "no-store" in answer["Cache-Control"]
    assert signed_in(inside) is None


def test_provider_s_session_alone_is_enough(inside, provider):
    assert tell(token(provider.key, claims(provider, sub=None, sid="s-1"))).status_code == 200
    assert signed_in(inside) is None


def test_who_is_signed_in_no_more_is_no_error(provider, sign_on):
    assert tell(token(provider.key, claims(provider, sub="sub-77"))).status_code == 200


def test_refusal_says_why_and_is_kept_nowhere(inside, provider):
    answer = tell(token(provider.key, claims(provider, nonce="n")))
    assert answer.status_code == 400
    assert json.loads(answer.content) == {
        "error": "invalid_request",
        "error_description": "The token is one for signing in (nonce).",
    }
    assert "no-store" in answer["Cache-Control"]
    assert signed_in(inside) == "ada@north.example"


def test_token_is_good_once(provider, sign_on, ada):
    said = token(provider.key, claims(provider))
    assert tell(said).status_code == 200
    browser = Client()
    sign_in(browser, provider)
    assert tell(said).status_code == 400
    assert signed_in(browser) == ada.user.email


def test_id_token_of_a_sign_in_ends_nothing(client, provider, sign_on):
    kept: list[str] = []

    def answer(right: dict[str, Any]) -> str:
        kept.append(token(provider.key, right))
        return kept[-1]

    provider.answer = answer
    sign_in(client, provider)
    assert tell(kept[0]).status_code == 400
    assert signed_in(client) == "ada@north.example"


@pytest.mark.parametrize("form", [{}, {"logout_token": ""}, {"logout_token": "a.b.c"}])
def test_nonsense_is_refused_and_asks_nothing_of_the_provider(provider, sign_on, form):
    provider.asked.clear()
    address = reverse("openid_connect_back_channel", args=["at-north"])
    assert Client().post(address, form).status_code == 400
    assert provider.asked == []


def test_nothing_is_read_from_the_address(inside, provider):
    address = reverse("openid_connect_back_channel", args=["at-north"])
    said = token(provider.key, claims(provider))
    assert Client().get(address, {"logout_token": said}).status_code == 405
    assert Client().post(f"{address}?logout_token={said}").status_code == 400
    assert signed_in(inside) == "ada@north.example"


def test_key_that_the_provider_rolled_over_to_is_read(inside, provider):
    new = RSAKey("k2")
    provider.keys = [new.jwk]
    assert tell(token(new, claims(provider))).status_code == 200
    assert signed_in(inside) is None


def test_unknown_keys_make_us_ask_once_a_minute(inside, provider, other_key):
    provider.asked.clear()
    answers = [
        tell(token(other_key, claims(provider, jti=f"m-{number}"), kid="unknown")).status_code
        for number in range(4)
    ]
    assert (answers, provider.asked) == ([400] * 4, ["/jwks"])


def test_provider_whose_keys_cannot_be_read_is_told_to_come_again(provider, sign_on):
    provider.status = 503
    provider.asked.clear()
    answers = [tell(token(provider.key, claims(provider))) for _ in range(3)]
    assert [one.status_code for one in answers] == [503] * 3
    assert "no-store" in answers[0]["Cache-Control"]
    assert answers[0]["Retry-After"] == "5"
    assert provider.asked == ["/jwks"]


# Of one institution, and of no other ----------------------------------------------------------


def second(provider: ForgedProvider, *, client_id: str = "south-client") -> SignOn:
    """Another institution, whose director has named the same issuer."""
    south = InstitutionFactory(slug="south", name="South")
    row = connect_oidc(
        south,
        name="South login",
        issuer=provider.issuer,
        client_id=client_id,
        secret=SECRET,
        external_id_claim="",
        domains=["south.example"],
        actor=UserFactory(),
    )
    SignOn.objects.filter(pk=row.pk).update(state=SignOn.State.ON)
    return row


@pytest.mark.parametrize("client_id", ["south-client", CLIENT])
def test_another_institution_s_door_ends_nothing_here(inside, provider, client_id):
    """Not even with the same issuer, the same client and the same names of person and session."""
    second(provider, client_id=client_id)
    said = token(provider.key, claims(provider, aud=client_id, sid="s-1"))
    assert tell(said, "at-south").status_code == 200
    assert signed_in(inside) == "ada@north.example"


def test_token_for_another_institution_s_client_ends_nothing(inside, provider):
    second(provider)
    assert tell(token(provider.key, claims(provider, aud="south-client"))).status_code == 400
    assert signed_in(inside) == "ada@north.example"


def test_one_institution_s_provider_does_not_end_what_another_s_has_opened(inside, provider, ada):
    row = second(provider)
    there = MembershipFactory(user=ada.user, institution=row.institution)
    bound(row, there, "sub-1")
    assert (
        tell(token(provider.key, claims(provider, aud="south-client")), "at-south").status_code
        == 200
    )
    assert signed_in(inside) == ada.user.email


@pytest.mark.parametrize("state", [SignOn.State.DRAFT, None])
def test_provider_that_is_not_in_use_has_no_door(inside, provider, sign_on, state):
    if state:
        SignOn.objects.update(state=state)
    name = "at-north" if state else "at-nowhere"
    assert tell(token(provider.key, claims(provider)), name).status_code == 404


def test_sign_in_that_is_half_done_is_none_yet(provider, sign_on):
    browser = Client()
    leave(browser, provider)
    assert tell(token(provider.key, claims(provider))).status_code == 200
