"""The address to which one person's calendar sends its answers: the inbound one with a secret."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from mentornet.mail import links
from mentornet.mail.purposes import Purpose

# Some mail systems write addresses in small letters, so the secret has no others: 52 of them, and
# 64 characters are the most before the "@" (RFC 5321, 4.5.3.1.1).
SECRET = re.compile(r"[a-z2-7]{52}")
LONGEST_NAME = 64 - 1 - 52


def is_open() -> bool:
    """Return whether this installation receives mail at all."""
    return bool(settings.INBOUND_ADDRESS)


def reply_addresses(members: Sequence[Any]) -> dict[UUID, str]:
    """Return the address for the answers of each membership, by its key; none without inbound mail."""
    if not is_open() or not members:
        return {}
    tokens = links.standing_many(Purpose.CALENDAR_REPLY, members)
    return {one.pk: _address(token) for one, token in zip(members, tokens, strict=True)}


def tokens_in(addresses: Iterable[str]) -> list[str]:
    """Return the secrets in those of *addresses* that are ours, in their order, each once."""
    name, _at, host = settings.INBOUND_ADDRESS.lower().partition("@")
    found = []
    for address in addresses:
        local, _at, domain = address.strip().lower().rpartition("@")
        front, _plus, secret = local.partition("+")
        if is_open() and (front, domain) == (name, host) and SECRET.fullmatch(secret):
            found.append(_token(secret))
    return list(dict.fromkeys(one for one in found if one))


def _address(token: str) -> str:
    name, _at, host = settings.INBOUND_ADDRESS.partition("@")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return f"{name}+{base64.b32encode(raw).decode().rstrip('=').lower()}@{host}"


def _token(secret: str) -> str:
    try:
        raw = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    except binascii.Error:
        return ""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
