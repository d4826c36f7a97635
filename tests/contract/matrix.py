"""How the access matrix speaks: outcomes, and rows that state one for every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from tests.contract.world import ROLES, World


class Outcome(StrEnum):
    """What a role meets at an address."""

    OK = "let in"
    LOGIN = "asked to sign in"
    DENIED = "told no (401, 403)"
    HIDDEN = "not there (404)"


Expected = dict[str, Outcome]
Kwargs = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One address: how to fill its parameters, how to call it, what each role meets.

    `as_json`: what is sent is JSON, as scripts send it.
    """

    expected: Expected
    kwargs: Kwargs = field(default=lambda world: {})
    method: str = "get"
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    as_json: bool = False


OUTSIDE = {"anonymous", "left", "operator"}
MEMBERS = [role for role in ROLES if role not in OUTSIDE]
NOT_MEMBERS = {
    "anonymous": Outcome.LOGIN,
    "left": Outcome.DENIED,
    "operator": Outcome.DENIED,
}


def everyone() -> Expected:
    return dict.fromkeys(ROLES, Outcome.OK)


def signed_in() -> Expected:
    return {**everyone(), "anonymous": Outcome.LOGIN}


def members() -> Expected:
    return {**dict.fromkeys(MEMBERS, Outcome.OK), **NOT_MEMBERS}


def only(*roles: str, others: Outcome = Outcome.HIDDEN) -> Expected:
    """The named roles get in; other members meet *others*."""
    return {
        **dict.fromkeys(MEMBERS, others),
        **NOT_MEMBERS,
        **dict.fromkeys(roles, Outcome.OK),
    }


def colleagues() -> Expected:
    """Every member here; for another institution the row is not there."""
    return {**members(), "other_director": Outcome.HIDDEN}


def outcome_of(response: HttpResponseBase) -> Outcome:
    """Read a response as an outcome; raises AssertionError where it is none of them."""
    if response.status_code in (301, 302, 303):
        return Outcome.LOGIN if "login" in response["Location"].split("?")[0] else Outcome.OK
    if response.status_code in (401, 403):
        return Outcome.DENIED
    if response.status_code == 404:
        return Outcome.HIDDEN
    if response.status_code == 503 and getattr(response, "content", b"").startswith(b'{"ready"'):
        return Outcome.OK  # told to everybody, that no worker runs in a test
    assert response.status_code in (200, 201, 204), response.status_code
    return Outcome.OK


def addresses() -> Iterator[str]:
    """Yield the full name of each address of the URLconf (its route where it has no name)."""
    yield from _walk(get_resolver().url_patterns, namespace="", route="")


def _walk(patterns: list[URLPattern | URLResolver], *, namespace: str, route: str) -> Iterator[str]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, namespace=inner, route=here)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"
        else:
            yield f"/{here}"
