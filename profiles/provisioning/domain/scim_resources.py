"""SCIM 2.0 resources as plain dictionaries: read, patched, told in the protocol's words. Pure.

RFC 7643 (schema) and RFC 7644 (protocol); what Okta and Entra ID send in practice is understood too:
operations in any case, values without a path, booleans as words.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.errors import DomainError

CORE = "urn:ietf:params:scim:schemas:core:2.0"
USER = f"{CORE}:User"
GROUP = f"{CORE}:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
FACULTY = "urn:mentornet:params:scim:schemas:extension:faculty:1.0:User"
EXTENSIONS = {ENTERPRISE.lower(): ENTERPRISE, FACULTY.lower(): FACULTY}

# Attributes that are read, by their lower-case name; all others are passed over, as RFC 7644 allows.
NAMES = {
    one.lower(): one
    for one in (
        "active", "department", "displayName", "division", "emails", "employeeNumber", "externalId",
        "familyName", "givenName", "id", "manager", "members", "name", "organization", "primary",
        "rank", "schemas", "specialty", "title", "track", "type", "userName", "value",
    )
}  # fmt: skip
PATH = re.compile(
    r"(?:(?P<urn>urn:.+):)?(?P<attr>[A-Za-z$][\w$-]*)"
    r"(?:\[(?P<filter>[^\]]{1,300})\])?(?:\.(?P<sub>[A-Za-z$][\w$-]*))?"
)
CONDITION = re.compile(r'\s*(\w+)\s+eq\s+(?:"([^"]*)"|(true|false))\s*', re.IGNORECASE)
MOST_OPERATIONS = 1_000


class ScimError(DomainError):
    """A request that cannot be done: an HTTP status, SCIM's word for why, and ours."""

    def __init__(self, message: Any, *, status: int = 400, scim_type: str = "invalidValue") -> None:
        super().__init__(message)
        self.status, self.scim_type = status, scim_type
        self.code = scim_type


@dataclass(frozen=True)
class Person:
    """What a directory says of someone. None: it says nothing of this."""

    user_name: str
    external_id: str
    email: str
    given_name: str
    family_name: str
    active: bool
    title: str
    number: str
    unit: str | None
    manager: str | None
    rank: str
    track: str | None
    specialty: str | None


def read_person(resource: Mapping[str, Any]) -> Person:
    """Read a user resource; raise ScimError where it cannot be one."""
    plain = canonical(resource)
    name = plain.get("name") if isinstance(plain.get("name"), dict) else {}
    user_name = _word(plain, "userName")
    if not user_name:
        raise ScimError("userName must not be empty.")
    given, family = _word(name, "givenName"), _word(name, "familyName")
    if not given and not family:
        given, _blank, family = _word(plain, "displayName").rpartition(" ")
    work, faculty = _part(plain, ENTERPRISE), _part(plain, FACULTY)
    return Person(
        user_name=user_name,
        external_id=_word(plain, "externalId"),
        email=_address(plain.get("emails"), user_name),
        given_name=given or family,
        family_name=family or given,
        active=truth(plain.get("active", True)),
        title=_word(plain, "title"),
        number=_word(work, "employeeNumber"),
        unit=_unit(work),
        manager=_manager(work),
        rank=_word(faculty, "rank"),
        track=_word(faculty, "track") if "track" in faculty else None,
        specialty=_word(faculty, "specialty") if "specialty" in faculty else None,
    )


def truth(value: Any) -> bool:
    """Read a boolean, which Entra ID writes as a word; raise ScimError."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ScimError("active is true or false.")


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ScimError(f"{name} is a text.")
    return str(value).strip()


def _part(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _address(emails: Any, user_name: str) -> str:
    """The primary address, else the one for work, else the first, else a userName that is one."""
    rows = [one for one in emails if isinstance(one, dict)] if isinstance(emails, list) else []
    rows = [one for one in rows if isinstance(one.get("value"), str) and one["value"].strip()]
    primary = [one for one in rows if one.get("primary") in (True, "true", "True")]
    work = [one for one in rows if str(one.get("type", "")).lower() == "work"]
    if chosen := (primary or work or rows):
        return str(chosen[0]["value"]).strip()
    if "@" in user_name:
        return user_name
    raise ScimError("There is no e-mail address: send one in emails, or as userName.")


def _unit(work: Mapping[str, Any]) -> str | None:
    """Return the department, with the division below it; None where neither is spoken of."""
    if "department" not in work and "division" not in work:
        return None
    parts = (_word(work, "department"), _word(work, "division"))
    return " / ".join(part for part in parts if part)


def _manager(work: Mapping[str, Any]) -> str | None:
    if "manager" not in work:
        return None
    manager = work["manager"]
    return _word(manager, "value") if isinstance(manager, dict) else _word(work, "manager")


def canonical(values: Any) -> Any:
    """Return the same resource with names in the case that the schema writes, and no others."""
    if isinstance(values, list):
        return [canonical(one) for one in values]
    if not isinstance(values, Mapping):
        return values
    found = {}
    for name, value in values.items():
        known = NAMES.get(str(name).lower()) or EXTENSIONS.get(str(name).lower())
        if known:
            found[known] = canonical(value)
    return found


# PATCH --------------------------------------------------------------------------------------


def operations_of(body: Any) -> list[dict[str, Any]]:
    """Return the operations of a PATCH body, checked for their shape; raise ScimError."""
    rows = (
        {str(key).lower(): value for key, value in body.items()} if isinstance(body, dict) else {}
    )
    listed = rows.get("operations")
    if not isinstance(listed, list) or not listed:
        raise ScimError("Operations must be a list of operations.", scim_type="invalidSyntax")
    if len(listed) > MOST_OPERATIONS:
        raise ScimError(f"At most {MOST_OPERATIONS} operations at once.", scim_type="tooMany")
    found = []
    for one in listed:
        named = (
            {str(key).lower(): value for key, value in one.items()} if isinstance(one, dict) else {}
        )
        verb = str(named.get("op", "")).lower()
        if verb not in ("add", "replace", "remove"):
            raise ScimError("op is add, replace or remove.", scim_type="invalidSyntax")
        found.append({"op": verb, "path": named.get("path"), "value": named.get("value")})
    return found


def patched(resource: Mapping[str, Any], operations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return *resource* with *operations* done one after the other; raise ScimError."""
    changed = canonical(copy.deepcopy(dict(resource)))
    for one in operations:
        if one["path"]:
            _at_path(changed, one["op"], str(one["path"]), one["value"])
        elif one["op"] == "remove":
            raise ScimError("remove needs a path.", scim_type="noTarget")
        elif not isinstance(one["value"], dict):
            raise ScimError("Without a path the value is an object.", scim_type="invalidSyntax")
        else:
            for name, value in one["value"].items():
                _at_path(changed, one["op"], str(name), value)
    return dict(changed)


def _at_path(resource: dict[str, Any], verb: str, path: str, value: Any) -> None:
    if extension := EXTENSIONS.get(path.lower()):
        _set(resource, verb, extension, canonical(value))
        return
    match = PATH.fullmatch(path.strip())
    if match is None:
        raise ScimError(f"“{path[:80]}” is no path.", scim_type="invalidPath")
    target = resource
    urn = (match["urn"] or USER).lower()
    if urn in EXTENSIONS:
        target = resource.setdefault(EXTENSIONS[urn], {})
    elif urn not in (USER.lower(), GROUP.lower()):
        return
    name = NAMES.get(match["attr"].lower())
    if name is None:
        return
    if name == "id":
        raise ScimError("id cannot be changed.", scim_type="mutability")
    sub = NAMES.get(match["sub"].lower()) if match["sub"] else None
    if match["sub"] and sub is None:
        return
    if match["filter"]:
        _in_list(target, verb, name, match["filter"], sub, value)
    elif name == "emails" and sub:
        _in_list(target, verb, name, 'type eq "work"', sub, value)
    elif sub:
        inner = target.get(name)
        target[name] = inner = inner if isinstance(inner, dict) else {}
        _set(inner, verb, sub, value)
    else:
        _set(target, verb, name, canonical(value))


def _set(target: dict[str, Any], verb: str, name: str, value: Any) -> None:
    if name == "userName" and (verb == "remove" or not value):
        raise ScimError("userName is required.", scim_type="mutability")
    present = target.get(name)
    if verb == "remove" and isinstance(present, list) and isinstance(value, list):
        # Entra ID names whom it removes in the value.
        gone = {one.get("value") for one in value if isinstance(one, dict)}
        target[name] = [
            one for one in present if not isinstance(one, dict) or one.get("value") not in gone
        ]
    elif verb == "remove":
        target[name] = [] if isinstance(present, list) else None
    elif verb == "add" and isinstance(present, list):
        wanted = value if isinstance(value, list) else [value]
        have = [one.get("value") for one in present if isinstance(one, dict)]
        target[name] = present + [
            one for one in wanted if isinstance(one, dict) and one.get("value") not in have
        ]
    elif isinstance(value, dict) and isinstance(present, dict):
        target[name] = {**present, **value}
    else:
        target[name] = value


def _in_list(
    target: dict[str, Any], verb: str, name: str, condition: str, sub: str | None, value: Any
) -> None:
    """Change the elements of a list that *condition* picks; made where there is none yet."""
    match = CONDITION.fullmatch(condition)
    key = NAMES.get(match[1].lower()) if match else None
    if match is None or key is None:
        raise ScimError(f"“{condition[:80]}” is not understood.", scim_type="invalidFilter")
    wanted: Any = match[2] if match[2] is not None else match[3].lower() == "true"
    rows = target.get(name) if isinstance(target.get(name), list) else []
    assert isinstance(rows, list)  # noqa: S101  (said for the type checker)
    picked = [one for one in rows if isinstance(one, dict) and _same(one.get(key), wanted)]
    if verb == "remove":
        if sub:
            for one in picked:
                one.pop(sub, None)
        else:
            rows = [one for one in rows if one not in picked]
    else:
        if not picked:
            picked = [{key: wanted}]
            rows = [*rows, *picked]
        for one in picked:
            one.update({sub: value} if sub else canonical(value) if isinstance(value, dict) else {})
    target[name] = rows


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool):
        return found is wanted
    return str(found or "").lower() == wanted.lower()
