"""The keys that a provider publishes: kept for an hour, and read again when it has changed them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import requests
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from mentornet.safe_http import fetch
from profiles.sign_on.provider.domain.id_token import TokenRefused

KEPT = 3_600
# A token that names an unknown key makes us ask the provider; not more often than this.
PAUSE = 60
MOST_KEYS = 50


def published_keys(address: str, *, again: bool = False) -> list[dict[str, Any]]:
    """Return the keys at *address*. Raises TokenRefused where they cannot be read.

    *again*: read them now, unless that was done within the last minute. Makes a request to the
    provider: never to be called within a transaction.
    """
    name = f"sign-on-keys:{hashlib.sha256(address.encode()).hexdigest()}"
    kept: list[dict[str, Any]] | None = cache.get(name)
    if kept is not None and (not again or not cache.add(f"{name}:read", 1, PAUSE)):
        return kept
    read = _read(address)
    cache.set(name, read, KEPT)
    return read


def _read(address: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(fetch(address))
        keys = found["keys"]
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            raise ValueError
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise TokenRefused(_("We can’t read the provider’s keys.")) from error
    return [one for one in keys if isinstance(one, dict)]
