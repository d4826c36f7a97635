"""Encryption of concerns with keys that the database does not hold, and codes of anonymous ones."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

# No letters that are mistaken for others when they are copied by hand.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 20


def keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CONCERN_KEYS])


def encrypt(content: dict[str, str]) -> bytes:
    """Return *content* encrypted, without the time of encryption.

    A Fernet token says in clear when it was made; here that is always the same moment.
    """
    return _at_no_time(json.dumps(content).encode())


def decrypt(sealed: bytes | memoryview) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(keys().decrypt(bytes(sealed)))
    return found


def rotate(sealed: bytes | memoryview) -> bytes:
    """Return *sealed* encrypted with the first key. Raise InvalidToken if no key decrypts it."""
    return _at_no_time(keys().decrypt(bytes(sealed)))


def _at_no_time(plain: bytes) -> bytes:
    return Fernet(settings.CONCERN_KEYS[0]).encrypt_at_time(plain, 0)


def new_code() -> str:
    """Return a new code in groups of five; hyphens and spaces make no difference when it is typed."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, CODE_LENGTH, 5))


def plain_code(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


def code_hash(code: str) -> str:
    """Return the hash of a code. A code has 98 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(f"concern:{plain_code(code)}".encode()).hexdigest()
