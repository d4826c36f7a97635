"""An OpenID Connect ID token, believed only after every check of OpenID Connect Core 1.0, 3.1.3.7.

The signature is checked although the token came by TLS from the provider itself: whoever can answer
in the provider's place for a moment must not be able to say who someone is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any, Protocol

import jwt
from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError

# Signatures with the provider's private key alone: never "none", and never one that is made with
# something that we know as well (HS256 with the client's secret).
# What stands beside each: kind of key, curve, hash.
ALGORITHMS = {
    "RS256": ("RSA", None, hashlib.sha256),
    "RS384": ("RSA", None, hashlib.sha384),
    "RS512": ("RSA", None, hashlib.sha512),
    "PS256": ("RSA", None, hashlib.sha256),
    "PS384": ("RSA", None, hashlib.sha384),
    "PS512": ("RSA", None, hashlib.sha512),
    "ES256": ("EC", "P-256", hashlib.sha256),
    "ES384": ("EC", "P-384", hashlib.sha384),
    "ES512": ("EC", "P-521", hashlib.sha512),
}
LEEWAY = 60  # seconds by which the two clocks may differ
OLDEST = 600  # seconds since a token was made: it was made for this very sign-in
LONGEST = 16_384
# The sign-in library keeps no longer key than this.
LONGEST_SUBJECT = 191
SMALLEST_RSA = 2_048
# What the header of an ID token may call it; most say "JWT", or nothing.
ID_TOKEN = frozenset({"JWT"})


class Keys(Protocol):
    """What the provider publishes, as the list of a JWK Set; with `again`, read once more."""

    def __call__(self, *, again: bool = False) -> list[dict[str, Any]]: ...


class TokenRefused(DomainError):
    """The token says nothing that can be believed. `message` is for a director who tests."""

    code = "token_refused"

    def __init__(self, message: Any) -> None:
        super().__init__(message)


def validated(
    token: Any,
    *,
    keys: Keys,
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str = "",
) -> dict[str, Any]:
    """Return the claims of *token*; raise TokenRefused for one that is not for us, here and now.

    The *keys* are read again where the token names one that is not among them.
    """
    claims, algorithm = signed_claims(
        token, keys=keys, issuer=issuer, client_id=client_id, needed=("sub",)
    )
    if not nonce or not same(claims.get("nonce"), nonce):
        raise TokenRefused(_("The ID token was not made for this sign-in (nonce)."))
    if "at_hash" in claims and not same(claims["at_hash"], at_hash(access_token, algorithm)):
        raise TokenRefused(_("The ID token belongs to another access token (at_hash)."))
    return claims


def signed_claims(
    token: Any,
    *,
    keys: Keys,
    issuer: str,
    client_id: str,
    needed: tuple[str, ...] = (),
    kinds: frozenset[str] = ID_TOKEN,
) -> tuple[dict[str, Any], str]:
    """Return the claims of *token* and its algorithm: signed by the provider, for us, and now.

    *kinds*: what its header may call it. Raises TokenRefused.
    """
    header = _header(token, kinds)
    algorithm = header["alg"]
    key = _key(header, keys)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", *needed], "verify_aud": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise TokenRefused(_("We can’t trust the token: %s") % error) from error
    _check_whom(claims, issuer=issuer, client_id=client_id)
    _check_when(claims)
    return claims, algorithm


def at_hash(access_token: str, algorithm: str) -> str:
    """Return the left half of the access token's hash: OpenID Connect Core 1.0, 3.1.3.6."""
    digest = ALGORITHMS[algorithm][2](access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _header(token: Any, kinds: frozenset[str]) -> dict[str, Any]:
    if not isinstance(token, str) or not token or len(token) > LONGEST:
        raise TokenRefused(_("The provider sent no token."))
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise TokenRefused(_("We can’t read the token.")) from error
    if not isinstance(header.get("alg"), str) or header["alg"] not in ALGORITHMS:
        raise TokenRefused(
            _("The token is signed by “%s”, which is not accepted. Use RS256 or ES256.")
            % str(header.get("alg"))[:20]
        )
    kind = str(header.get("typ", "JWT")).upper().removeprefix("APPLICATION/")
    if kind not in kinds or "crit" in header or "b64" in header:
        raise TokenRefused(_("What the provider sent is a token of another kind."))
    return header


def _key(header: Mapping[str, Any], keys: Keys) -> Any:
    """The published key with which the token must be signed; keys that it brings are not looked at."""
    kid, algorithm = header.get("kid"), header["alg"]
    fitting = _fitting(keys(), kid, algorithm) or _fitting(keys(again=True), kid, algorithm)
    if len(fitting) != 1:
        raise TokenRefused(_("The provider does not publish the key that signed the token."))
    try:
        key = jwt.PyJWK(fitting[0], algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise TokenRefused(_("We can’t read the provider’s key.")) from error
    if ALGORITHMS[algorithm][0] == "RSA" and key.key_size < SMALLEST_RSA:
        raise TokenRefused(_("The provider’s key is too short. RSA keys need at least 2048 bits."))
    return key


def _fitting(published: list[dict[str, Any]], kid: Any, algorithm: str) -> list[dict[str, Any]]:
    """Those of *published* that may have signed; one without `kid` in the token must be alone."""
    return [
        one
        for one in published
        if (one.get("kty"), one.get("crv")) == ALGORITHMS[algorithm][:2]
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and "verify" in one.get("key_ops", ["verify"])
        and (kid is None or one.get("kid") == kid)
    ]


def _check_whom(claims: Mapping[str, Any], *, issuer: str, client_id: str) -> None:
    subject, audience = claims.get("sub"), claims["aud"]
    if not same(claims["iss"], issuer):
        raise TokenRefused(_("The token comes from another issuer."))
    if "sub" in claims and not _is_subject(subject):
        raise TokenRefused(_("The token’s subject is empty or too long."))
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise TokenRefused(_("The token is for another service (aud)."))
    if len(audiences) > 1 and "azp" not in claims:
        raise TokenRefused(_("The token is for several services and does not say which (azp)."))
    if "azp" in claims and claims["azp"] != client_id:
        raise TokenRefused(_("The token was given to another service (azp)."))


def _check_when(claims: Mapping[str, Any]) -> None:
    """That it was made now; until when it is good and that it is of no later time, PyJWT has checked."""
    if any(type(claims.get(name, 0)) not in (int, float) for name in ("iat", "exp", "nbf")):
        raise TokenRefused(_("The times in the token are not numbers."))
    if claims["iat"] < time.time() - OLDEST - LEEWAY:
        raise TokenRefused(_("The token is too old. Check that both clocks are right."))


def _is_subject(given: Any) -> bool:
    return isinstance(given, str) and 0 < len(given) <= LONGEST_SUBJECT


def same(given: Any, expected: str) -> bool:
    """Return whether a claim is this text, in a time that does not tell where they differ."""
    if not isinstance(given, str):
        return False
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())
