"""What an OpenID provider says of itself (OpenID Connect Discovery 1.0).

Read when a director connects or tests it, and kept with the connection: what it says later changes
nothing. Makes a request to the provider: never to be called within a transaction.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import requests
from django.core.cache import cache
from django.utils.translation import gettext as _

from mentornet.safe_http import fetch
from profiles.sign_on.provider.domain.id_token import TokenRefused
from profiles.sign_on.provider.keys import published_keys
from profiles.sign_on.provider.reading import (
    MOST_BYTES,
    READING_SECONDS,
    ConnectionFailed,
    is_safe,
    why_unread,
)

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL_ENDPOINTS = ("userinfo_endpoint", "end_session_endpoint")
KEPT = 3_600
# After a failure the provider is left alone for a while: people who sign in learn so at once.
PAUSE = 30


def read_discovery(issuer: str) -> dict[str, Any]:
    """Return what the OpenID provider at *issuer* says of itself; raise ConnectionFailed."""
    address = issuer.rstrip("/") + "/.well-known/openid-configuration"
    if not is_safe(issuer):
        raise ConnectionFailed(_("Enter an address that starts with https://."), field="issuer")
    try:
        found = json.loads(fetch(address, seconds=READING_SECONDS, most_bytes=MOST_BYTES))
    except requests.RequestException as error:
        raise ConnectionFailed(why_unread(error, address=address), field="issuer") from error
    except (ValueError, RecursionError) as error:
        raise ConnectionFailed(
            _("We found nothing readable at %(address)s. Check that this is the issuer’s address.")
            % {"address": address},
            field="issuer",
        ) from error
    needed = ("issuer", *ENDPOINTS)
    if not isinstance(found, dict) or any(not isinstance(found.get(key), str) for key in needed):
        raise ConnectionFailed(
            _("The page at %(address)s does not describe an OpenID provider.")
            % {"address": address},
            field="issuer",
        )
    if found["issuer"].rstrip("/") != issuer.rstrip("/"):
        raise ConnectionFailed(
            _("The provider calls itself %(name)s. Use exactly that address.")
            % {"name": found["issuer"]},
            field="issuer",
        )
    if not all(is_safe(address) for address in _listed(found).values()):
        raise ConnectionFailed(
            _("The provider lists an address that does not start with https://."), field="issuer"
        )
    return found


def endpoints_of(found: dict[str, Any]) -> dict[str, str]:
    """Return the addresses that we ask by ourselves, of a provider's description."""
    listed = _listed(found)
    return {name: listed[name] for name in listed if name != "end_session_endpoint"}


def _listed(found: dict[str, Any]) -> dict[str, str]:
    """Every address of a provider's description that is ever used here."""
    more = {name: found[name] for name in OPTIONAL_ENDPOINTS if isinstance(found.get(name), str)}
    return {name: found[name] for name in ENDPOINTS} | more


def end_session_of(found: dict[str, Any]) -> str:
    """Return where people sign out at the provider; empty where it does not say."""
    return _listed(found).get("end_session_endpoint", "")


def kept_discovery(issuer: str) -> dict[str, Any]:
    """Return the same, read an hour ago at most; raise ConnectionFailed.

    For connections from before their addresses were kept with them.
    """
    name = f"sign-on-discovery:{hashlib.sha256(issuer.encode()).hexdigest()}"
    kept: dict[str, Any] | None = cache.get(name)
    if kept is not None:
        return kept
    if cache.get(f"{name}:failed"):
        raise ConnectionFailed(_("The provider can’t be reached right now."), field="issuer")
    try:
        found = read_discovery(issuer)
    except ConnectionFailed:
        cache.set(f"{name}:failed", 1, PAUSE)
        raise
    cache.set(name, found, KEPT)
    return found


def check_connection(saved: dict[str, Any]) -> None:
    """Raise ConnectionFailed where the provider can't be reached, or has moved since it was *saved*.

    Asked before someone is sent there to try it: what their browser would say helps no one.
    """
    found = read_discovery(saved["issuer"])
    try:
        published_keys(found["jwks_uri"], again=True)
    except TokenRefused as error:
        raise ConnectionFailed(error.message, field="issuer") from error
    if endpoints_of(found) != saved.get("endpoints", endpoints_of(found)):
        raise ConnectionFailed(
            _(
                "The provider’s addresses have changed since the connection was saved. Edit the "
                "connection and save it again."
            ),
            field="issuer",
        )
