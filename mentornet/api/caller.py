"""Who asks: a client of one institution, or a director of it in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from rest_framework.request import Request

    from profiles.models import ApiClient, Institution, User


@dataclass(frozen=True)
class Caller:
    """For whom a request is answered; an authentication puts it on `request.auth`."""

    institution: Institution
    scopes: frozenset[str]
    client: ApiClient | None = None
    user: User | None = None

    @property
    def key(self) -> str:
        """What tells callers apart in limits and in kept answers."""
        return f"client:{self.client.pk}" if self.client else f"user:{self.user and self.user.pk}"


def caller_of(request: Request) -> Caller:
    """The caller of a request that HasScope let in."""
    return cast(Caller, request.auth)
