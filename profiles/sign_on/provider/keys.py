"""The keys that a provider publishes: kept for an hour, and read again when it has changed them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import requests
from django.core.cache import cache
from django.utils.translation import gettext as _

from mentornet.safe_http import fetch
from profiles.sign_on.provider.domain.id_token import TokenRefused
from profiles.sign_on.provider.reading import MOST_BYTES, READING_SECONDS, why_unread

KEPT = 3_600
# A token that names an unknown key makes us ask the provider; not more often than this.
PAUSE = 60
# After a failure it is left alone for so long: whoever comes meanwhile learns so at once.
PAUSE_AFTER_FAILURE = 30
MOST_KEYS = 50


class KeysUnread(TokenRefused):
    """The provider's keys cannot be read now; later, perhaps."""


def published_keys(
    address: str, *, again: bool = False, for_strangers: bool = False
) -> list[dict[str, Any]]:
    """Return the keys at *address*. Raises KeysUnread where they cannot be read.

    *again*: read them now, unless that was done within the last minute. *for_strangers*: for a
    request that anyone may send; then one alone waits for the provider. Makes a request to the
    provider: never to be called within a transaction.
    """
    name = f"sign-on-keys:{hashlib.sha256(address.encode()).hexdigest()}"
    kept: list[dict[str, Any]] | None = cache.get(name)
    if kept is not None and (not again or not cache.add(f"{name}:read", 1, PAUSE)):
        return kept
    if cache.get(f"{name}:failed"):
        raise KeysUnread(_("We couldn’t read the provider’s keys a moment ago. Try again soon."))
    if for_strangers and not cache.add(f"{name}:alone", 1, READING_SECONDS):
        raise KeysUnread(_("We are reading the provider’s keys. Try again soon."))
    try:
        read = _read(address)
    except KeysUnread:
        cache.set(f"{name}:failed", 1, PAUSE_AFTER_FAILURE)
        raise
    finally:
        cache.delete(f"{name}:alone")
    cache.set(name, read, KEPT)
    return read


def _read(address: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(fetch(address, seconds=READING_SECONDS, most_bytes=MOST_BYTES))
        keys = found["keys"]
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            raise ValueError
    except requests.RequestException as error:
        why = why_unread(error, address=address)
        raise KeysUnread(_("We can’t read the provider’s keys. %s") % why) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeysUnread(_("We can’t read the provider’s keys.")) from error
    return [one for one in keys if isinstance(one, dict)]
