"""Versions of resources (RFC 7644, 3.14): who read an older one changes nothing."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

from profiles.provisioning.domain.scim_resources import ScimError

Match = Set[str] | None
"""The versions that may be there, "*" among them for any; None: nothing is asked."""
TAG = re.compile(r'(?:W/)?"([^"]*)"|(\*)')


def tags_in(header: str) -> Match:
    """Return what If-Match or If-None-Match names, weak or strong; None for no header.

    >>> sorted(tags_in('W/"a", "b"'))
    ['a', 'b']
    """
    if not header.strip():
        return None
    return frozenset(tag or star for tag, star in TAG.findall(header))


def is_named(resource: Any, tags: Set[str]) -> bool:
    """Return whether *resource* has one of these versions."""
    return "*" in tags or str(resource.meta.version).removeprefix("W/").strip('"') in tags


def check_match(resource: Any, match: Match) -> None:
    """Raise ScimError (412) where *resource* has none of the versions that a request asks for."""
    if match is not None and not is_named(resource, match):
        raise ScimError("It was changed in the meantime. Read it again.", status=412, scim_type="")
