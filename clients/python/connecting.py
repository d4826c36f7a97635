"""What the description of the API can't say to a generator: tokens, waiting, pages, and the export."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Iterator
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx

from .client import AuthenticatedClient
from .errors import UnexpectedStatus
from .models import Problem
from .types import UNSET

T = TypeVar("T")
TRIES = 5
WAITS = (429, 503)
TIMEOUT = httpx.Timeout(60)


class ProblemError(Exception):
    """The API refused: `problem` says why (RFC 9457)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}")
        self.problem = problem


def connect(url: str, client_id: str, client_secret: str, **options: Any) -> AuthenticatedClient:
    """Return a client that gets its tokens by itself. *options* are those of `AuthenticatedClient`."""
    options = {"timeout": TIMEOUT, "raise_on_unexpected_status": True, **options}
    verify = options.get("verify_ssl", True)
    auth = ClientCredentials(url.rstrip("/"), client_id, client_secret, verify=verify)
    arguments = {"auth": auth, **options.pop("httpx_args", {})}
    return AuthenticatedClient(base_url=url, token="", httpx_args=arguments, **options)


def answered(result: T | Problem | None) -> T:
    """Return *result*. Raises ProblemError if it is a refusal, ValueError if it has no body (204, 304)."""
    if isinstance(result, Problem):
        raise ProblemError(result)
    if result is None:
        raise ValueError("This answer has no body: take sync_detailed.")
    return result


def pages(operation: ModuleType, *, client: AuthenticatedClient, **query: Any) -> Iterator[Any]:
    """Yield the pages of a list, for example of `members_list`. Raises ProblemError."""
    cursor: Any = UNSET
    while True:
        page: Any = answered(operation.sync(client=client, cursor=cursor, **query))
        yield page
        if page.next_ is None:
            return
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]


def exported(client: AuthenticatedClient, **query: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of the export (`since`, `resources`) as they come.

    Raises ProblemError, and EOFError if the stream was cut off: begin again with the same `since`.
    """
    with client.get_httpx_client().stream("GET", "/api/v1/export", params=query) as answer:
        if answer.status_code != httpx.codes.OK:
            raise ProblemError(Problem.from_dict(json.loads(answer.read())))
        line: dict[str, Any] = {}
        for text in answer.iter_lines():
            line = json.loads(text)
            yield line
        if "rows" not in line:
            raise EOFError("The export was cut off.")


class ClientCredentials(httpx.Auth):
    """Puts a token into each request, and sends it again where the API says to wait."""

    def __init__(self, url: str, client_id: str, client_secret: str, *, verify: Any) -> None:
        self._address, self._verify = f"{url}/api/oauth/token", verify
        self._who = httpx.BasicAuth(client_id, client_secret)
        self._token, self._good_until = "", 0.0
        self._lock = threading.Lock()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._current()}"
        yield request

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        is_renewed = False
        for attempt in range(1, TRIES + 1):
            request.headers["Authorization"] = f"Bearer {self._current()}"
            answer = yield request
            if answer.status_code == httpx.codes.UNAUTHORIZED and not is_renewed:
                # It was taken back, or all of its client's were: another one says whether we still may.
                self._good_until, is_renewed = 0.0, True
            elif answer.status_code in WAITS and attempt < TRIES:
                time.sleep(float(answer.headers.get("Retry-After", 5)))
            else:
                return

    def _current(self) -> str:
        with self._lock:
            if time.monotonic() > self._good_until:
                answer = httpx.post(
                    self._address,
                    data={"grant_type": "client_credentials"},
                    auth=self._who,
                    timeout=TIMEOUT,
                    verify=self._verify,
                )
                if answer.status_code != httpx.codes.OK:
                    raise UnexpectedStatus(answer.status_code, answer.content)
                given = answer.json()
                self._token = given["access_token"]
                self._good_until = time.monotonic() + given["expires_in"] - 60
            return self._token
