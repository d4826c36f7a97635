"""Secrets that we must be able to read again, sealed while they lie in the database.

The key comes from SECRET_KEY; after a change of it, the old one in SECRET_KEY_FALLBACKS still
opens what it sealed, until `manage.py rotate_secret_key` has sealed everything anew.
"""

import base64
import hashlib
from collections.abc import Callable

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

_sealed: list[Callable[[], int]] = []


def register_sealed(reseal_all: Callable[[], int]) -> None:
    """Let *reseal_all* seal an app's own secrets with the newest key; it returns how many. At start-up."""
    if reseal_all not in _sealed:
        _sealed.append(reseal_all)


def reseal_registered() -> int:
    """Seal with the newest key what apps have registered; how many. Raises InvalidToken."""
    return sum(one() for one in _sealed)


def seal(text: str) -> str:
    """*text*, readable by `unseal` alone."""
    return _keys().encrypt(text.encode()).decode()


def seal_undated(text: str) -> str:
    """The same, without the second at which it was sealed, which anybody can read in what `seal` returns."""
    return _keys().encrypt_at_time(text.encode(), 0).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given; raises cryptography.fernet.InvalidToken for another key's."""
    return _keys().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """The same secret, sealed with the newest key; raises InvalidToken as `unseal` does."""
    return _keys().rotate(sealed.encode()).decode()


def _keys() -> MultiFernet:
    every = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"seal:{key}".encode()).digest()))
        for key in every
    )
