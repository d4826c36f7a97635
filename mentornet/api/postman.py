"""The API as a collection for Postman, which Bruno and Insomnia import, too. Pure: the description in, a collection out.

Format: https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
METHODS = ("get", "put", "post", "patch", "delete")
JSON = "application/json"
# What tools fill in by themselves, another one for each request.
ANY_UNIQUE = {"Idempotency-Key": "{{$guid}}"}
NO_VERSION = {"If-Match": '"the ETag that you read"'}
NO_ID = "00000000-0000-0000-0000-000000000000"
BEGIN = (
    "Enter `baseUrl`, `clientId` and `clientSecret` under Variables, and send *Get a token*: all other "
    "requests use it for an hour. Parameters that may be left out are switched off."
)
KEEP = 'pm.collectionVariables.set("accessToken", pm.response.json().access_token);'

Part = dict[str, Any]


def collection(schema: Mapping[str, Any], *, site: str) -> Part:
    """Return the collection for the API of *site*: a request for each operation, in a folder for each tag."""
    info = schema["info"]
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, f"{site}/api/postman.json")),
            "name": info["title"],
            "description": f"{info['description']}\n\n{BEGIN}",
            "version": info["version"],
            "schema": FORMAT,
        },
        "variable": _pairs(baseUrl=site, clientId="", clientSecret="", accessToken=""),
        "auth": {
            "type": "oauth2",
            "oauth2": _pairs(
                grant_type="client_credentials",
                accessTokenUrl="{{baseUrl}}/api/oauth/token",
                clientId="{{clientId}}",
                clientSecret="{{clientSecret}}",
                client_authentication="header",
                addTokenTo="header",
                headerPrefix="Bearer",
                tokenName="MentorNet",
                accessToken="{{accessToken}}",
            ),
        },
        "item": [_token(), *(_folder(tag, schema) for tag in schema["tags"])],
    }


def _pairs(**values: str) -> list[Part]:
    return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]


def _token() -> Part:
    form = {"grant_type": "client_credentials", "client_id": "{{clientId}}"}
    form["client_secret"] = "{{clientSecret}}"  # noqa: S105
    return {
        "name": "Get a token",
        "event": [
            {"listen": "test", "script": {"type": "text/javascript", "exec": [KEEP]}},
        ],
        "request": {
            "method": "POST",
            "description": "It lasts an hour. The collection keeps it as `accessToken`.",
            "auth": {"type": "noauth"},
            "header": [{"key": "Accept", "value": JSON}],
            "url": _url("/api/oauth/token"),
            "body": {"mode": "urlencoded", "urlencoded": _pairs(**form)},
        },
    }


def _folder(tag: Mapping[str, Any], schema: Mapping[str, Any]) -> Part:
    return {
        "name": tag["name"],
        "description": tag.get("description", ""),
        "item": [
            {"name": operation["summary"], "request": _request(method, path, operation)}
            for path, method, operation in _operations(schema)
            if tag["name"] in operation["tags"]
        ],
    }


def _operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _request(method: str, path: str, operation: Mapping[str, Any]) -> Part:
    given = operation["parameters"]
    success = next(code for code in operation["responses"] if code.startswith("2"))
    kinds = operation["responses"][success].get("content", {JSON: {}})
    header = [{"key": "Accept", "value": next(iter(kinds))}]
    header += [_optional(one) for one in given if one["in"] == "header"]
    made = {
        "method": method.upper(),
        "description": operation.get("description", ""),
        "header": header,
        "url": _url(
            path,
            query=[_optional(one) for one in given if one["in"] == "query"],
            variable=[_parameter(one) for one in given if one["in"] == "path"],
        ),
    }
    if example := _example(operation):
        header.insert(1, {"key": "Content-Type", "value": JSON})
        raw = json.dumps(example["value"], indent=2, ensure_ascii=False)
        made["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    return made


def _url(path: str, **more: list[Part]) -> Part:
    steps = re.sub(r"\{(\w+)\}", r":\1", path).strip("/").split("/")
    found: Part = {"raw": "{{baseUrl}}/" + "/".join(steps), "host": ["{{baseUrl}}"], "path": steps}
    return found | {name: parts for name, parts in more.items() if parts}


def _parameter(one: Mapping[str, Any]) -> Part:
    schema = one["schema"]
    empty = NO_ID if one["in"] == "path" and schema.get("format") == "uuid" else ""
    known = schema.get("examples", [schema.get("default", empty)])[0]
    value = {**ANY_UNIQUE, **NO_VERSION}.get(one["name"], known)
    return {
        "key": one["name"],
        "value": value if isinstance(value, str) else json.dumps(value),
        "description": one.get("description", ""),
    }


def _optional(one: Mapping[str, Any]) -> Part:
    is_sent = one.get("required") or one["name"] in ANY_UNIQUE
    return _parameter(one) if is_sent else _parameter(one) | {"disabled": True}


def _example(operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    return next(iter(content.get("examples", {}).values()), None)
