"""Logout tokens that must end no session, one by one."""

from __future__ import annotations

import time
from typing import Any

import pytest

from profiles.sign_on.provider.domain.id_token import TokenRefused
from profiles.sign_on.provider.domain.logout_token import EVENT, SignedOut, signed_out
from tests.support.forged import CLIENT, SECRET, Nothing, RSAKey, SharedSecret, token

ISSUER = "https://login.north.example"
KEY = RSAKey("k1")


def claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    right = {
        "iss": ISSUER,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 120,
        "jti": "m-1",
        "events": {EVENT: {}},
        "sub": "sub-1",
        "sid": "s-1",
    }
    return {name: one for name, one in {**right, **more}.items() if one is not None}


def read(said: Any) -> SignedOut:
    return signed_out(said, keys=lambda again=False: [KEY.jwk], issuer=ISSUER, client_id=CLIENT)


def assert_refused(said: Any) -> None:
    with pytest.raises(TokenRefused):
        read(said)


@pytest.mark.parametrize("kind", ["logout+jwt", "JWT", "application/logout+jwt", None])
def test_token_says_who_signed_out(kind):
    found = read(token(KEY, claims(), typ=kind))
    assert (found.message, found.subject, found.sid) == ("m-1", "sub-1", "s-1")


@pytest.mark.parametrize(("left_out", "expected"), [("sub", ("", "s-1")), ("sid", ("sub-1", ""))])
def test_one_of_subject_and_session_is_enough(left_out, expected):
    found = read(token(KEY, claims(**{left_out: None})))
    assert (found.subject, found.sid) == expected


def test_message_is_remembered_until_it_is_too_old_to_be_believed():
    made = int(time.time())
    assert read(token(KEY, claims(iat=made))).until.timestamp() == made + 720


@pytest.mark.parametrize(
    "more",
    [
        {"iss": None},
        {"iss": "https://other.example"},
        {"aud": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"iat": None},
        {"iat": 1_000_000},
        {"iat": 99_999_999_999},
        {"iat": float("nan")},
        {"exp": None},
        {"exp": 1_000_000},
        {"exp": "soon"},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"events": None},
        {"events": {}},
        {"events": [EVENT]},
        {"events": EVENT},
        {"events": {EVENT: None}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"nonce": "n-1"},
        {"nonce": ""},
        {"sub": None, "sid": None},
        {"sub": "", "sid": "s-1"},
        {"sub": 7},
        {"sub": "s" * 192},
        {"sid": 7},
        {"sid": ["s-1"]},
    ],
    ids=lambda more: "-".join(f"{name}={one}"[:30] for name, one in more.items()),
)
def test_token_with_one_wrong_claim_is_refused(more):
    assert_refused(token(KEY, claims(**more)))


@pytest.mark.parametrize("kind", ["at+jwt", "id_token", "secevent+jwt"])
def test_token_of_another_kind_is_refused(kind):
    assert_refused(token(KEY, claims(), typ=kind))


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (Nothing(), "none"),
        (Nothing(), "None"),
        (Nothing(), "RS256"),
        (SharedSecret(SECRET.encode()), "HS256"),
        (RSAKey("k1"), "RS256"),
        (RSAKey("k2"), "RS256"),
    ],
)
def test_token_that_the_provider_did_not_sign_is_refused(key, algorithm):
    assert_refused(token(key, claims(), algorithm=algorithm))


@pytest.mark.parametrize("algorithm", [["RS256"], {"a": 1}, None, 7])
def test_algorithm_that_is_no_text_is_refused(algorithm):
    assert_refused(token(Nothing(), claims(), alg=algorithm))


@pytest.mark.parametrize("said", [None, "", "a.b.c", 7, "x" * 20_000])
def test_what_is_no_token_is_refused(said):
    assert_refused(said)
