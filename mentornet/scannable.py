"""Secrets that scanners of code and logs know at sight: what they are for in front, a checksum at the end.

`mnet_` + kind + `_` + 40 random letters and digits + 6 of a checksum (CRC-32, base 62). The checksum
lets a scanner tell ours from what only looks alike, without asking us. Those of a test institution
open nothing real and say so: `mnet_test_` + kind.
"""

from __future__ import annotations

import re
import secrets
import string
import zlib
from typing import Any

LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM, CHECK = 40, 6
CLIENT_SECRET, ACCESS_TOKEN, DIRECTORY_TOKEN = "mnet_cs_", "mnet_at_", "mnet_scim_"
PATTERN = re.compile(r"\bmnet_(?:test_)?[a-z]{2,8}_[0-9A-Za-z]{46}\b")
# Those of directories from before, and of webhooks, whose form is that of Standard Webhooks.
OTHERS = re.compile(r"\b(?:mnscim|whsec)_[0-9A-Za-z+/_=-]{24,}")


def new_secret(kind: str = CLIENT_SECRET, *, test: bool = False) -> str:
    """Return a new secret of 238 random bits; with *test*, one of a test institution.

    >>> is_whole(new_secret()) and is_whole(new_secret(test=True))
    True
    """
    start = (f"mnet_test_{kind.removeprefix('mnet_')}" if test else kind) + "".join(
        secrets.choice(LETTERS) for _each in range(RANDOM)
    )
    return start + _checksum(start)


def new_access_token(request: Any = None, refresh_token: bool = False) -> str:
    """Return a new token, as the OAuth library asks for one."""
    client = getattr(request, "client", None)
    return new_secret(ACCESS_TOKEN, test=bool(client and client.institution.is_sandbox))


def is_whole(text: str) -> bool:
    """Return whether *text* is such a secret, by its form and its checksum.

    >>> is_whole("mnet_cs_" + "a" * 46)
    False
    """
    return bool(PATTERN.fullmatch(text)) and text[-CHECK:] == _checksum(text[:-CHECK])


def _checksum(text: str) -> str:
    number, found = zlib.crc32(text.encode()), ""
    for _each in range(CHECK):
        number, digit = divmod(number, len(LETTERS))
        found = LETTERS[digit] + found
    return found
