"""A client of the API as an institution's IT would write one, on Django's test client."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from mentornet.api.scopes import CONTENT, SCOPES
from profiles.api_access.domain.clients import create_client
from profiles.models import ApiClient, Institution, Membership
from tests.factories import UserFactory

EVERYTHING = tuple(SCOPES)
# Before all that a test does, and not too long ago for the list of changes.
LONG_AGO = f"{datetime.now(UTC) - timedelta(days=300):%Y-%m-%dT%H:%M:%SZ}"
PURPOSE = "Coaches prepare the first talk with what you tell them here."


class Api:
    """Speaks JSON with a token of its own. `calls.get("/members")` is a response."""

    def __init__(
        self, institution: Institution, scopes: Collection[str] = EVERYTHING, name: str = "HR"
    ) -> None:
        self.client, self.secret = create_client(
            institution,
            name=name,
            scopes=scopes,
            purpose=PURPOSE if CONTENT in scopes else "",
            actor=UserFactory(),
        )
        self.http = Client()
        self.token = token_of(self.client, self.secret).json()["access_token"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        kind = headers.pop("content_type", "application/json")
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        given = {"authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        extra: dict[str, Any] = {} if body is None else {"data": content}
        if method in ("POST", "PUT", "PATCH"):
            extra["content_type"] = kind
        address = path if path.startswith(("/api", "http")) else f"/api/v1{path}"
        answer: Any = self.http.generic(method, address, headers=given, **extra)
        if answer.streaming:
            # Read to its end at once, as a server would: until then it holds one of the few places.
            answer.streaming_content = [answer.getvalue()]
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PUT", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)


def token_of(client: ApiClient, secret: str, **more: str) -> Any:
    """Ask for a token as RFC 6749 says."""
    return Client(enforce_csrf_checks=True, headers={"host": "localhost"}).post(
        reverse("api:token"),
        {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": secret,
            **more,
        },
    )


def signed_in(member: Membership) -> Client:
    """A browser in which *member* is signed in."""
    browser = Client()
    browser.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def person(number: int = 1, **more: Any) -> dict[str, Any]:
    """A person as HR would send them."""
    return {
        "external_id": f"F{number:05}",
        "email": f"f{number}@school.example",
        "given_name": "Ada",
        "family_name": f"Moreno{number}",
        "rank": "assistant",
        **more,
    }
