"""A client of the MentorNet API in about a hundred lines, with the standard library alone.

    MENTORNET_URL=https://mentornet.example.org CLIENT_ID=… CLIENT_SECRET=… python mentornet_client.py

sends a small roster, waits until it is written, reads who changed and prints who has a mentor.
Copy it and make it yours.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class ApiError(Exception):
    """A refusal: `problem` is the body (RFC 9457), `problem["code"]` is for programs."""

    def __init__(self, problem: dict[str, Any]) -> None:
        places = "; ".join(
            f"{one.get('pointer', '')} {one['detail']}" for one in problem.get("errors", [])
        )
        super().__init__(
            f"{problem['status']} {problem['code']}: {problem['detail']} {places}".strip()
        )
        self.problem = problem


class MentorNet:
    """Gets its token by itself, waits when it is told to, and turns pages."""

    def __init__(self, url: str, client_id: str, client_secret: str) -> None:
        self.url, self.client_id, self.client_secret = url.rstrip("/"), client_id, client_secret
        self.token, self.good_until = "", 0.0

    def call(
        self, method: str, path: str, body: Any = None, *, kind: str = "application/json"
    ) -> Any:
        """Send one request and return the JSON of the answer. Raises ApiError."""
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token()}", "Accept": "application/json"}
        if content is not None:
            headers["Content-Type"] = kind
        if method == "POST":
            # The same key when it is sent again: what was done already is not done twice.
            headers["Idempotency-Key"] = str(uuid.uuid4())
        address = path if path.startswith("http") else f"{self.url}/api/v1{path}"
        for attempt in range(5):
            try:
                with urlopen(Request(address, content, headers, method=method)) as answer:
                    return json.load(answer)
            except HTTPError as error:
                if error.code in (429, 503) and attempt < 4:
                    time.sleep(int(error.headers.get("Retry-After", 5)))
                    continue
                raise ApiError(json.load(error)) from error
        raise AssertionError

    def pages(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """Yield the pages of a list, one after the other."""
        address: str | None = f"{path}?{urlencode(query)}" if query else path
        while address:
            page = self.call("GET", address)
            yield page
            address = page["next"]

    def send_roster(self, people: Iterable[dict[str, Any]], **options: str) -> dict[str, Any]:
        """Send people as lines, wait until they are written, and return the import."""
        lines = "\n".join(json.dumps(one) for one in people).encode()
        path = f"/members/bulk?{urlencode(options)}" if options else "/members/bulk"
        found = self.call("PUT", path, lines, kind="application/x-ndjson")
        while not found["finished_at"]:
            time.sleep(0.5)
            found = self.call("GET", f"/imports/{found['id']}")
        return found  # type: ignore[no-any-return]

    def changed_since(self, moment: str) -> tuple[list[dict[str, Any]], str]:
        """Return who changed, and what to pass the next time; everyone, where that is too long ago."""
        people, until = [], ""
        try:
            for page in self.pages("/members", updated_since=moment):
                people += page["items"]
                # The first page's: what changes while pages are turned comes again the next time.
                until = until or page["synced_until"]
        except ApiError as error:
            if error.problem["code"] != "changes_gone":
                raise
            until = error.problem["synced_until"]
            people = [one for page in self.pages("/members") for one in page["items"]]
        return people, until

    def _token(self) -> str:
        if time.time() > self.good_until:
            form = {
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
            }
            with urlopen(f"{self.url}/api/oauth/token", urlencode(form).encode()) as answer:
                given = json.load(answer)
            self.token = given["access_token"]
            self.good_until = time.time() + given["expires_in"] - 60
        return self.token


def main() -> None:
    api = MentorNet(
        os.environ["MENTORNET_URL"], os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]
    )
    roster = [
        {
            "external_id": f"EX{number}",
            "email": f"example{number}@school.example",
            "given_name": "Example",
            "family_name": f"Person {number}",
            "rank": "assistant",
            "unit_path": ["School of Medicine", "Medicine"],
        }
        for number in range(1, 4)
    ]
    done = api.send_roster(roster)
    print("roster:", done["state"], done["counts"])
    if done["state"] == "refused":
        for page in api.pages(f"/imports/{done['id']}/rows", result="error"):
            for row in page["items"]:
                print(row["row"], [one["message"] for one in row["errors"]])
    people, until = api.changed_since("2020-01-01T00:00:00Z")
    print("changed:", len(people), "next time from", until)
    try:
        print("with a mentor:", api.call("GET", "/reports/gaps")["figures"]["with_mentor"])
    except ApiError as error:
        print("no report yet:", error.problem["code"])


if __name__ == "__main__":
    main()
