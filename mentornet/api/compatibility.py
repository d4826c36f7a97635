"""What a change of the API would break for those who use it. Pure: two descriptions in, words out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "put", "post", "patch", "delete")
# No text of these formats is longer, so that to say so refuses nothing that was fine.
LONGEST = {"uuid": 36, "date": 10, "date-time": 40, "email": 254}
UNBOUNDED = sys.maxsize
Schema = Mapping[str, Any]


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Return what programs written for *old* would stumble over in *new*, each in one line.

    Operations, parameters, answers and fields that are gone; what must be sent and had not to be;
    values that are not taken any more; types that are others. What is added breaks nothing.

    >>> breaking_changes({"paths": {"/a": {"get": {}}}}, {"paths": {}})
    ['GET /a is gone']
    """
    return list(_changes(old, new))


def _changes(old: Schema, new: Schema) -> Iterator[str]:
    for path, operations in old.get("paths", {}).items():
        for method in METHODS:
            if method not in operations:
                continue
            name = f"{method.upper()} {path}"
            there = new.get("paths", {}).get(path, {}).get(method)
            if there is None:
                yield f"{name} is gone"
            else:
                yield from _operation(name, operations[method], there, old, new)


def _operation(name: str, was: Schema, now: Schema, old: Schema, new: Schema) -> Iterator[str]:
    before = {(one["in"], one["name"]): one for one in was.get("parameters", ())}
    after = {(one["in"], one["name"]): one for one in now.get("parameters", ())}
    for key, one in before.items():
        if key not in after:
            yield f"{name}: the parameter {key[1]} is gone"
        else:
            yield from _taken(f"{name}: {key[1]}", one["schema"], after[key]["schema"], old, new)
    for key, one in after.items():
        if one.get("required") and not before.get(key, {}).get("required"):
            yield f"{name}: the parameter {key[1]} must be sent now"
    yield from _scopes(name, was, now)
    sent = _contents(_resolved(was.get("requestBody", {}), old))
    takes = _contents(_resolved(now.get("requestBody", {}), new))
    for kind, schema in sent.items():
        if kind not in takes:
            yield f"{name}: {kind} is not taken any more"
        else:
            yield from _taken(f"{name}: body", schema, takes[kind], old, new)
    if takes and not sent and _resolved(now["requestBody"], new).get("required"):
        yield f"{name}: a body must be sent now"
    for status, response in was.get("responses", {}).items():
        there = now.get("responses", {}).get(status)
        if there is None:
            yield f"{name}: {status} is not answered any more"
            continue
        given = _contents(_resolved(there, new))
        for kind, schema in _contents(_resolved(response, old)).items():
            if kind not in given:
                yield f"{name}: {status} is not {kind} any more"
            else:
                yield from _given(f"{name}: {status}", schema, given[kind], old, new)


def _scopes(name: str, was: Schema, now: Schema) -> Iterator[str]:
    before = {scope for way in was.get("security", ()) for scope in way.get("client", ())}
    after = {scope for way in now.get("security", ()) for scope in way.get("client", ())}
    for scope in sorted(after - before):
        yield f"{name}: the scope {scope} is needed now"


def _contents(body: Schema) -> dict[str, Schema]:
    return {kind: one.get("schema", {}) for kind, one in body.get("content", {}).items()}


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def _taken(where: str, was: Schema, now: Schema, old: Schema, new: Schema) -> Iterator[str]:
    """What is sent: nothing that was fine may be refused now."""
    was, now = _resolved(was, old), _resolved(now, new)
    yield from _types(where, _of_type(was), _of_type(now))
    if "enum" in now:
        for value in was.get("enum", ()):
            if value not in now["enum"]:
                yield f"{where}: {value!r} is not taken any more"
        if "enum" not in was:
            yield f"{where}: only certain values are taken now"
    for limit, is_narrower in (("maxLength", int.__lt__), ("minLength", int.__gt__)):
        if limit in now and (limit not in was or is_narrower(now[limit], was[limit])):
            if limit == "minLength" and limit not in was and now[limit] == 0:
                continue
            if limit == "maxLength" and now[limit] >= LONGEST.get(was.get("format", ""), UNBOUNDED):
                continue
            yield f"{where}: {limit} is narrower now"
    for field in now.get("required", ()):
        if field not in was.get("required", ()):
            yield f"{where}: the field {field} must be sent now"
    fields = now.get("properties", {})
    for field, schema in was.get("properties", {}).items():
        if field not in fields:
            yield f"{where}: the field {field} is gone"
        else:
            yield from _taken(f"{where}.{field}", schema, fields[field], old, new)
    if "items" in was and "items" in now:
        yield from _taken(f"{where}[]", was["items"], now["items"], old, new)


def _given(where: str, was: Schema, now: Schema, old: Schema, new: Schema) -> Iterator[str]:
    """What is answered: everything that was there is there, and nothing unheard of."""
    was, now = _resolved(was, old), _resolved(now, new)
    yield from _types(where, _of_type(now), _of_type(was))
    fields = now.get("properties", {})
    for field, schema in was.get("properties", {}).items():
        if field not in fields:
            yield f"{where}: the field {field} is gone"
        else:
            yield from _given(f"{where}.{field}", schema, fields[field], old, new)
    for field in was.get("required", ()):
        if field in fields and field not in now.get("required", ()):
            yield f"{where}: the field {field} may be left out now"
    if "items" in was and "items" in now:
        yield from _given(f"{where}[]", was["items"], now["items"], old, new)


def _of_type(schema: Schema) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else set(found)


def _types(where: str, narrow: set[str], wide: set[str]) -> Iterator[str]:
    if narrow and wide and not narrow <= wide:
        yield f"{where}: {', '.join(sorted(narrow - wide))} where {', '.join(sorted(wide))} was"
