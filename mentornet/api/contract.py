"""What programs rely on in the API, one thing a line, and whether its changelog names what changed. Pure.

Each line has one name in backticks: what an entry of docs/api-changes.md names, in backticks, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mentornet.api.compatibility import METHODS

PREFIX = "/api/v1"
BREAKING = "**Breaking"
NAMED = re.compile(r"`([^`]+)`")
VALUE = re.compile(r"=`| can be `")
HEADING = re.compile(r"^## (\d+\.\d+\.\d+)", re.MULTILINE)
Schema = Mapping[str, Any]


def contract(description: Schema) -> list[str]:
    """Return what *description* promises: operations, parameters, bodies, statuses, fields and values.

    >>> contract({"paths": {"/api/v1/units": {"get": {"responses": {"200": {}}}}}})
    ['GET /units answers `200`', 'GET `/units`']
    """
    lines: set[str] = set()
    for path, operations in description.get("paths", {}).items():
        for method in METHODS:
            if method in operations:
                lines.update(_operation(method.upper(), path, operations[method]))
    for name, schema in description.get("components", {}).get("schemas", {}).items():
        lines.update(_fields(name, schema, is_sent=name.endswith("Request")))
    return sorted(lines)


def not_described(recorded: Collection[str], now: Collection[str], entries: str) -> list[str]:
    """Return what changed from *recorded* to *now* and is in none of the *entries*, each in one line.

    What belongs to an operation or a body that is new itself needs no entry of its own. What is gone has to
    stand in an entry that begins with BREAKING.

    >>> not_described(["GET `/a`"], ["GET `/b`"], "- **Breaking.** `/a` is gone.")
    ['new: GET `/b`']
    """
    breaking = "".join(one for one in re.split(r"(?m)^- ", entries) if one.startswith(BREAKING))
    named, broken = (set(NAMED.findall(text)) for text in (entries, breaking))
    before, after = _things(recorded), _things(now)
    added = [line for line in now if line not in recorded and _parent(line) in before]
    found = [f"new: {line}" for line in added if _name(line) not in named]
    still = set(map(_stem, now))
    open_now = {_before_name(line) for line in recorded} - {_before_name(line) for line in now}
    for line in recorded:
        if _stem(line) in still or _parent(line) not in after:
            continue
        if VALUE.search(line) and _before_name(line) in open_now:
            # A list that was closed: any text is taken or given now.
            field = re.split(r"\W", _parent(line))[-1]
            found += [] if field in named else [f"no closed list any more: {_parent(line)}"]
        elif _name(line) not in broken:
            found.append(f"gone: {line}")
    return list(dict.fromkeys(found))


def versions(changes: str) -> list[str]:
    """Return the versions that the changelog has, the newest first."""
    return HEADING.findall(changes)


def entries_after(changes: str, version: str) -> str:
    """Return what the changelog tells of the versions after *version*.

    >>> entries_after("Read `me`.\\n\\n## 1.1.0\\n- `new`\\n\\n## 1.0.0\\n- `old`\\n", "1.0.0")
    ' (1.1.0)\\n- `new`\\n\\n'
    """
    _before, *sections = HEADING.split(changes)
    found = ""
    for number, text in zip(sections[::2], sections[1::2], strict=True):
        if number == version:
            break
        found += f" ({number}){text}"
    return found


def _name(line: str) -> str:
    return NAMED.findall(line)[0]


def _stem(line: str) -> str:
    return line[: line.rindex("`")]


def _before_name(line: str) -> str:
    return line[: line.index("`")]


def _parent(line: str) -> str:
    """The operation, parameter, body or field that the name in *line* belongs to; empty for an operation."""
    plain = re.sub(r"( takes| answers| needs| can be)? ?[=.]?$", "", _before_name(line))
    return "" if plain.isupper() else plain


def _things(lines: Collection[str]) -> set[str]:
    """What there is that a name can belong to."""
    return {_stem(line).replace("`", "") for line in lines} | set(map(_parent, lines)) | {""}


def _operation(method: str, path: str, operation: Schema) -> Iterator[str]:
    path = path.removeprefix(PREFIX)
    yield f"{method} `{path}`"
    if operation.get("deprecated"):
        yield f"{method} `{path}` is deprecated"
    name = f"{method} {path}"
    for one in operation.get("parameters", ()):
        must = ", required" if one.get("required") else ""
        yield f"{name} takes `{one['name']}`: {_type(one['schema'])}{must}"
        if one.get("deprecated"):
            yield f"{name} takes `{one['name']}`, which is deprecated"
        yield from (f"{name} takes {one['name']}=`{value}`" for value in _values(one["schema"]))
    for way in operation.get("security", ()):
        for scheme, scopes in way.items():
            yield from (f"{name} needs `{scope}`" for scope in scopes or [scheme])
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        yield f"{name} takes `{kind}` {_type(body['schema'])}"
    for status, response in operation.get("responses", {}).items():
        kinds = [
            f" {kind} {_type(body['schema'])}" for kind, body in response.get("content", {}).items()
        ]
        yield from (f"{name} answers `{status}`{kind}" for kind in kinds or [""])


def _fields(name: str, schema: Schema, *, is_sent: bool) -> Iterator[str]:
    for field, found in schema.get("properties", {}).items():
        must = ", required" if field in schema.get("required", ()) else ""
        is_bounded = is_sent and "maxLength" in found and "format" not in found
        most = f", up to {found['maxLength']}" if is_bounded else ""
        yield f"{name}.`{field}`: {_type(found)}{most}{must}"
        if found.get("deprecated"):
            yield f"{name}.`{field}` is deprecated"
        yield from (f"{name}.{field} can be `{value}`" for value in _values(found))
        for inner in (found, found.get("items", {})):
            yield from _fields(f"{name}.{field}", inner, is_sent=is_sent)


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return " or ".join(map(_type, schema[several]))
    kinds = schema.get("type", "anything")
    text = kinds if isinstance(kinds, str) else " or ".join(kinds)
    if "items" in schema:
        return f"{text} of {_type(schema['items'])}"
    # How large a number can be is no format that anyone relies on.
    is_text = "string" in text and "format" in schema
    return f"{text} ({schema['format']})" if is_text else text


def _values(schema: Schema) -> list[Any]:
    inner = schema.get("items", {})
    return [
        value
        for one in (schema, inner)
        for key in ("enum", "x-extensible-enum")
        for value in one.get(key, ())
        if value not in (None, "")
    ]
