"""ID tokens that must not sign anyone in, one by one, at the door where a browser brings them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from django.test import Client

from profiles.models import AuditEvent
from profiles.sign_on.provider.domain.id_token import at_hash
from tests.factories import MembershipFactory
from tests.support.forged import (
    ACCESS,
    CLIENT,
    SECRET,
    ECKey,
    ForgedProvider,
    Nothing,
    RSAKey,
    SharedSecret,
    come_back,
    leave,
    token,
)
from tests.support.sign_on import bound, signed_in

pytestmark = pytest.mark.django_db


def sign_in(client: Client, provider: ForgedProvider, **more: str) -> Any:
    return come_back(client, leave(client, provider), **more)


def assert_refused(client: Client, provider: ForgedProvider, **more: str) -> None:
    answer = sign_in(client, provider, **more)
    assert answer.status_code == 401, answer.content.decode()
    assert signed_in(client) is None
    assert AuditEvent.objects.filter(verb="sign_on.refused.not_understood").count() == 1


def changed(provider: ForgedProvider, key: Any = None, **claims: Any) -> None:
    """Let the token differ in these claims; one that is None is left out."""

    def answer(right: dict[str, Any]) -> str:
        said = {name: value for name, value in {**right, **claims}.items() if value is not None}
        return token(key or provider.key, said)

    provider.answer = answer


# What is right, so that what follows is refused for its one fault alone ------------------------


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_token_of_the_provider_s_own_key_signs_in(client, provider, sign_on, ada, algorithm):
    provider.answer = lambda claims: token(provider.key, claims, algorithm=algorithm)
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email


def test_token_of_an_elliptic_curve_signs_in(client, provider, sign_on, ada):
    key = ECKey("e1")
    provider.keys = [key.jwk]
    provider.answer = lambda claims: token(key, claims, algorithm="ES256")
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"azp": CLIENT},
        {"at_hash": at_hash(ACCESS, "RS256")},
    ],
    ids=["one in a list", "azp in a list", "azp", "at_hash"],
)
def test_token_that_says_more_signs_in(client, provider, sign_on, ada, claims):
    changed(provider, **claims)
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_token_of_a_clock_half_a_minute_ahead_signs_in(client, provider, sign_on, ada, claim):
    # Reckoned here and not where the parameters are: a run collects its tests minutes before it.
    changed(provider, **{claim: int(time.time()) + 30})
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email


@pytest.mark.parametrize(("ago", "expected"), [(30, "ada@north.example"), (90, None)])
def test_token_that_has_just_ended_signs_in_for_a_minute(client, provider, sign_on, ago, expected):
    changed(provider, exp=int(time.time()) - ago, iat=int(time.time()) - 300)
    sign_in(client, provider)
    assert signed_in(client) == expected


# Signatures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE"])
def test_unsigned_token_is_refused(client, provider, sign_on, name):
    provider.answer = lambda claims: token(Nothing(), claims, algorithm=name)
    assert_refused(client, provider)


def test_token_signed_with_the_client_secret_is_refused(client, provider, sign_on):
    secret = SharedSecret(SECRET.encode())
    provider.answer = lambda claims: token(secret, claims, algorithm="HS256")
    assert_refused(client, provider)


def test_token_signed_with_the_public_key_as_a_secret_is_refused(client, provider, sign_on):
    pem = provider.key.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    provider.answer = lambda claims: token(SharedSecret(pem), claims, algorithm="HS256")
    assert_refused(client, provider)


def test_shared_secret_among_the_published_keys_signs_nothing(client, provider, sign_on):
    provider.keys = [{"kty": "oct", "kid": "k1", "k": "c2VjcmV0"}]
    provider.answer = lambda claims: token(SharedSecret(b"secret"), claims, algorithm="HS256")
    assert_refused(client, provider)


def test_token_of_another_key_with_the_same_name_is_refused(client, provider, sign_on, other_key):
    provider.answer = lambda claims: token(other_key, claims)
    assert_refused(client, provider)


def test_claims_changed_after_signing_are_refused(client, provider, sign_on):
    def answer(claims: dict[str, Any]) -> str:
        head, _body, signature = token(provider.key, claims).split(".")
        body = token(Nothing(), {**claims, "sub": "sub-2"}, algorithm="RS256").split(".")[1]
        return f"{head}.{body}.{signature}"

    provider.answer = answer
    assert_refused(client, provider)


def test_key_that_is_not_published_is_refused(client, provider, sign_on, other_key):
    provider.answer = lambda claims: token(other_key, claims, kid="k2")
    assert_refused(client, provider)


@pytest.mark.parametrize("use", [{"use": "enc"}, {"alg": "RS512"}, {"key_ops": ["encrypt"]}])
def test_key_for_another_use_is_refused(client, provider, sign_on, use):
    provider.keys = [{**provider.key.jwk, **use}]
    assert_refused(client, provider)


def test_short_key_is_refused(client, provider, sign_on):
    short = RSAKey("k1", bits=1024)
    provider.keys = [short.jwk]
    provider.answer = lambda claims: token(short, claims)
    assert_refused(client, provider)


def test_token_without_a_key_s_name_is_refused_where_several_fit(
    client, provider, sign_on, other_key
):
    provider.keys = [provider.key.jwk, {**other_key.jwk, "kid": "k2"}]
    provider.answer = lambda claims: token(provider.key, claims, kid=None)
    assert_refused(client, provider)


def test_token_without_a_key_s_name_signs_in_where_one_fits(client, provider, sign_on, ada):
    provider.keys = [provider.key.jwk, ECKey("e1").jwk]
    provider.answer = lambda claims: token(provider.key, claims, kid=None)
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_key_that_the_token_brings_is_not_looked_at(client, provider, sign_on, other_key, name):
    brought = {
        "jwk": other_key.jwk,
        "jku": f"{provider.issuer}/their-keys",
        "x5u": f"{provider.issuer}/their-certificate",
        "x5c": ["MIIB"],
    }
    provider.answer = lambda claims: token(other_key, claims, **{name: brought[name]})
    assert_refused(client, provider)
    assert {"/their-keys", "/their-certificate"} & set(provider.asked) == set()


@pytest.mark.parametrize(
    "header", [{"typ": "at+jwt"}, {"typ": "logout+jwt"}, {"crit": ["x"], "x": 1}]
)
def test_token_of_another_kind_is_refused(client, provider, sign_on, header):
    provider.answer = lambda claims: token(provider.key, claims, **header)
    assert_refused(client, provider)


# Keys that change -----------------------------------------------------------------------------


def test_key_that_the_provider_rolls_over_to_signs_in_at_once(client, provider, sign_on, ada):
    sign_in(client, provider)
    new = RSAKey("k2")
    provider.keys = [new.jwk]
    provider.answer = lambda claims: token(new, claims)
    browser = Client()
    sign_in(browser, provider)
    assert signed_in(browser) == ada.user.email
    assert provider.asked.count("/jwks") == 2


def test_unknown_keys_make_us_ask_the_provider_once_a_minute(client, provider, sign_on):
    sign_in(Client(), provider)
    provider.answer = lambda claims: token(provider.key, claims, kid="unknown")
    for _ in range(4):
        assert sign_in(Client(), provider).status_code == 401
    assert provider.asked.count("/jwks") == 2


def test_keys_are_kept_between_sign_ins(client, provider, sign_on):
    for _ in range(3):
        sign_in(Client(), provider)
    assert provider.asked.count("/jwks") == 1


# For whom, from whom, and when ----------------------------------------------------------------


NOW = int(time.time())


def by_claim(claims: dict) -> str:
    """A name without the time of the run: every worker has to collect the same tests."""
    return "-".join(
        f"{name}={value - NOW if type(value) is int and abs(value - NOW) < 9_999 else type(value).__name__}"
        for name, value in claims.items()
    )


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": []},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": {CLIENT: 1}},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ""},
        {"exp": NOW - 120},
        {"exp": None},
        {"exp": str(NOW + 300)},
        {"iat": NOW + 3_600},
        {"iat": NOW - 3_600},
        {"iat": None},
        {"iat": True},
        {"nbf": NOW + 3_600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "s" * 192},
        {"at_hash": at_hash("another access token", "RS256")},
        {"at_hash": 1},
    ],
    ids=by_claim,
)
def test_token_with_one_wrong_claim_is_refused(client, provider, sign_on, claims):
    changed(provider, **claims)
    assert_refused(client, provider)


def test_token_of_an_earlier_sign_in_is_refused(client, provider, sign_on, ada):
    kept: list[str] = []

    def answer(claims: dict[str, Any]) -> str:
        kept.append(token(provider.key, claims))
        return kept[0]

    provider.answer = answer
    sign_in(client, provider)
    assert signed_in(client) == ada.user.email
    thief = Client()
    assert_refused(thief, provider)


@pytest.mark.parametrize("said", [None, "", "a.b", "a.b.c", 7, {"a": 1}, "x" * 20_000])
def test_what_is_no_token_is_refused(client, provider, sign_on, said):
    provider.answer = lambda claims: said
    assert_refused(client, provider)


@pytest.mark.parametrize("state", ["another", ""])
def test_answer_with_another_state_is_refused(client, provider, sign_on, state):
    assert_refused(client, provider, state=state)


def test_answer_is_good_once(client, provider, sign_on, ada):
    query = leave(client, provider)
    come_back(client, query)
    assert signed_in(client) == ada.user.email
    assert come_back(client, query).status_code == 401


def test_answer_that_names_another_issuer_is_refused(client, provider, sign_on):
    assert_refused(client, provider, iss="https://other.example")


def test_userinfo_cannot_say_who_someone_is(client, provider, sign_on, ada):
    bound(sign_on, MembershipFactory(institution=ada.institution), "sub-2")
    provider.userinfo = {"sub": "sub-2"}
    assert_refused(client, provider)


@pytest.mark.parametrize("said", [["sub-1"], "sub-1", 7])
def test_userinfo_that_is_none_is_refused(client, provider, sign_on, said):
    provider.userinfo = said
    assert_refused(client, provider)
