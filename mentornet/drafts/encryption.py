"""Encryption of drafts, and the places where they are stored, which only a key can compute."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from mentornet import crypto

CONFIDENTIAL = "c:"
"""What begins the text of a concern, which is encrypted with the keys of concerns first: inside the
encryption of all drafts, so that the table does not say who is writing a concern."""


@dataclass(frozen=True)
class Content:
    """A draft's text, and where it was typed. `was` is a digest of what the page showed before."""

    text: str
    action: str
    field: str
    label: str = ""
    page: str = ""
    title: str = ""
    was: str = ""
    device: str = ""
    at: str = ""
    """When it was kept; the table has the day alone."""


def encrypt(content: Content, *, confidential: bool) -> str:
    """Return *content* encrypted; a concern looks like any other, and none says at which second."""
    plain = json.dumps(asdict(content))
    if confidential:
        token = Fernet(settings.CONCERN_KEYS[0]).encrypt_at_time(plain.encode(), 0)
        plain = CONFIDENTIAL + token.decode()
    return crypto.encrypt_undated(plain)


def decrypt(sealed: str) -> Content:
    """Return what `encrypt` was given; raises cryptography.fernet.InvalidToken for another key's."""
    plain = _opened(sealed)
    if plain.startswith(CONFIDENTIAL):
        keys = MultiFernet([Fernet(key) for key in settings.CONCERN_KEYS])
        plain = keys.decrypt(plain.removeprefix(CONFIDENTIAL).encode()).decode()
    read: dict[str, Any] = json.loads(plain)
    return Content(**read)


def is_confidential(sealed: str) -> bool:
    """Return whether it is the draft of a concern; raises cryptography.fernet.InvalidToken."""
    return _opened(sealed).startswith(CONFIDENTIAL)


def _opened(sealed: str) -> str:
    # A version before this one did not encrypt the draft of a concern twice.
    return sealed if sealed.startswith(CONFIDENTIAL) else crypto.decrypt(sealed)


def place_of(author: UUID, action: str, field: str, *, key: str | None = None) -> str:
    """Return where the draft of this field lies: a digest that says nothing without the key."""
    return _mac(key or settings.SECRET_KEY, "place", str(author), action, field).hex()


def places_of(author: UUID, action: str, field: str) -> list[str]:
    """Return the same under every key that still counts, the newest first."""
    return [place_of(author, action, field, key=key) for key in _secret_keys()]


def device_keys(author: UUID, device: str) -> list[dict[str, str]]:
    """Return the keys for what *author* has on *device*, the newest first, as hexadecimal digits.

    `text` encrypts, `name` names what is stored there. Both are derived again whenever they are asked
    for and kept nowhere, neither here nor there.
    """
    return [
        {name: _mac(key, f"local-{name}", str(author), device).hex() for name in ("text", "name")}
        for key in _secret_keys()
    ]


def tag_of(author: UUID, device: str) -> str:
    """Return the name under which this device knows *author*, which says nothing about them."""
    return _mac(settings.SECRET_KEY, "local-tag", str(author), device).hex()[:16]


def _secret_keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _mac(key: str, *parts: str) -> bytes:
    said = "\0".join(("mentornet.drafts", *parts)).encode()
    return hmac.new(hashlib.sha256(key.encode()).digest(), said, hashlib.sha256).digest()
