"""Encryption of secrets that we must be able to read again, while they lie in the database.

The key comes from SECRET_KEY. After it changes, the old one in SECRET_KEY_FALLBACKS still decrypts
what it encrypted, until `manage.py rotate_secret_key` has encrypted everything with the new key.
"""

import base64
import hashlib
from collections.abc import Callable

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

_rotations: list[Callable[[], int]] = []


def register_rotation(rotate_all: Callable[[], int]) -> None:
    """Register *rotate_all*, which rotates an app's own secrets and returns how many. At start-up."""
    if rotate_all not in _rotations:
        _rotations.append(rotate_all)


def rotate_registered() -> int:
    """Rotate the secrets that apps have registered; return how many. Raise InvalidToken."""
    return sum(rotate_all() for rotate_all in _rotations)


def encrypt(text: str) -> str:
    """Return *text* encrypted; `decrypt` reads it."""
    return _keys().encrypt(text.encode()).decode()


def encrypt_undated(text: str) -> str:
    """Return *text* encrypted, without the time of encryption, which anyone can read otherwise."""
    return _keys().encrypt_at_time(text.encode(), 0).decode()


def decrypt(encrypted: str) -> str:
    """Return the text that was encrypted. Raise InvalidToken if no key of ours decrypts it."""
    return _keys().decrypt(encrypted.encode()).decode()


def rotate(encrypted: str) -> str:
    """Return the same secret, encrypted with the newest key. Raise InvalidToken as `decrypt` does."""
    return _keys().rotate(encrypted.encode()).decode()


def _keys() -> MultiFernet:
    every = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        # The prefix is part of the keys of everything that is encrypted already.
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"seal:{key}".encode()).digest()))
        for key in every
    )
