"""Operations of a PATCH on who is in a group: plain ones as sets, all others by the library. Pure.

The library looks at each member for each one that is removed: a thousand take it seconds. What directories
send is plain, a list of ids or one id in a path, and costs no more than its length here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from profiles.provisioning.domain.scim_resources import ScimError, patched

ONE = re.compile(r'members\[\s*value\s+eq\s+"([^"\\]{1,60})"\s*\](?:\.\w+)?', re.IGNORECASE)
BY_ID = re.compile(r'members\[\s*value\s+eq\s+"([^"\\]{1,60})"\s*\]', re.IGNORECASE)


def applied(group: Any, body: Mapping[str, Any], operations: Iterable[dict[str, Any]]) -> Any:
    """Return *group* with *operations* done, in their order; raise ScimError."""
    rest = {name: value for name, value in body.items() if str(name).lower() != "operations"}
    for kind, run in groupby(operations, key=_kind):
        steps = list(run)
        if kind == "remove":
            group = _without(group, {key for one in steps for key in _ids(one)})
            continue
        if kind == "add":
            values = [value for one in steps for value in _listed(one["value"])]
            steps = [{"op": "add", "path": "members", "value": values}]
        group = patched(group, {**rest, "Operations": steps})
    return group


def check_people(members: Iterable[Any]) -> None:
    """Raise ScimError for members that are no people: a unit is in another by its path."""
    for one in members:
        kind = str(one.type or "User")
        if kind.lower() != "user":
            raise ScimError(
                f"members: type {kind[:60]} can't be a member. Send people; a group is below another by "
                "its displayName, with / between the parts."
            )


def _kind(operation: Mapping[str, Any]) -> str:
    verb, path = str(operation.get("op", "")).lower(), str(operation.get("path") or "")
    if operation.keys() - {"op", "path", "value"}:
        return "other"
    if verb == "remove" and BY_ID.fullmatch(path) and operation.get("value") is None:
        return "remove"
    if path.lower() != "members" or not operation.get("value"):
        return "other"
    rows = _listed(operation["value"])
    if verb == "remove" and all(_is_plain(one) for one in rows):
        return "remove"
    return "add" if verb == "add" else "other"


def _is_plain(row: Any) -> bool:
    return isinstance(row, Mapping) and list(row) == ["value"] and isinstance(row["value"], str)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ids(operation: Mapping[str, Any]) -> list[str]:
    if chosen := BY_ID.fullmatch(str(operation.get("path") or "")):
        return [chosen[1]]
    return [str(one["value"]) for one in _listed(operation["value"])]


def _without(group: Any, gone: set[str]) -> Any:
    changed = group.model_copy()
    changed.members = [one for one in group.members or [] if one.value not in gone] or None
    return changed
