"""What the provider is asked, when, and what it says of a second factor."""

from __future__ import annotations

import pytest
from django.db import connection

from profiles.sign_on.provider.asserted_mfa import provider_asserted_mfa
from profiles.sign_on.provider.domain.setup import connect_oidc
from tests.factories import MembershipFactory, UserFactory
from tests.profiles.sign_on.provider.domain.test_id_token import changed, sign_in
from tests.support.forged import CLIENT
from tests.support.sign_on import signed_in

pytestmark = pytest.mark.django_db


# Addresses ------------------------------------------------------------------------------------


def test_addresses_are_those_of_the_day_of_the_connection(client, provider, sign_on, ada):
    """What the provider's description says later is not asked."""
    provider.asked.clear()
    sign_in(client, provider)
    assert provider.asked == ["/token", "/jwks", "/userinfo"]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_provider_is_asked(client, provider, sign_on, ada):
    states: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]

    def look(path: str) -> None:
        # On a connection of its own: this runs in the provider's thread.
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [pid])
            states[path] = cursor.fetchone()[0]
        connection.close()

    provider.on_request = look
    sign_in(client, provider)
    connect_oidc(
        ada.institution,
        name="North login",
        issuer=provider.issuer,
        client_id=CLIENT,
        secret="",
        external_id_claim="",
        domains=["north.example"],
        actor=UserFactory(),
    )
    paths = ["/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"]
    assert states == dict.fromkeys(paths, "idle")


# A second factor ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"acr": "phr"}, True),
        ({}, False),
    ],
    ids=["mfa", "password", "phishing-resistant", "nothing"],
)
def test_second_factor_is_taken_from_the_token(client, provider, sign_on, ada, claims, expected):
    changed(provider, **claims)
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email
    request = client.get("/settings/").wsgi_request
    assert provider_asserted_mfa(request) is expected


def test_second_factor_that_userinfo_claims_is_none(client, provider, sign_on):
    provider.userinfo = {"sub": "sub-1", "amr": ["mfa"], "acr": "phr"}
    sign_in(client, provider)
    assert not provider_asserted_mfa(client.get("/settings/").wsgi_request)


def test_second_factor_of_the_provider_ends_with_the_session(client, provider, sign_on, ada):
    changed(provider, amr=["mfa"])
    sign_in(client, provider)
    other = MembershipFactory(institution=ada.institution)
    client.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    assert not provider_asserted_mfa(client.get("/settings/").wsgi_request)
