"""HTTP requests to addresses that customers enter: webhooks and identity providers (SSRF guard).

A request never reaches a machine in our own network. The host name is looked up once, every address
it has is checked, and the connection goes to a checked address, so a second answer from the name
server (DNS rebinding) changes nothing: `mentornet/safe_targets.py`. Redirects are returned, not followed.
A whole call has a deadline, so a server that sends one byte a second does not hold a process.

`post` sends a webhook. `safe_session` and `fetch` are for identity providers and use `requests`,
because the sign-on library does.
"""

from __future__ import annotations

import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util.connection import create_connection

from mentornet.safe_targets import (
    PORTS,
    Unreachable,
    UnsafeTarget,
    check_address,
    is_proxied,
    safe_addresses,
)

STEP_SECONDS = 10.0
# For the whole call. Longer than a look-up plus one step, so that what is cut off at the end is an
# open connection.
DEADLINE_SECONDS = 20.0
MAX_BYTES = 2 * 1024**2
PROXY_PORT = 3128


class TooLarge(requests.RequestException):
    """The answer has more bytes than were asked for."""


class NoContent(requests.RequestException):
    """The answer is empty, or leads elsewhere."""


@dataclass(frozen=True)
class Answer:
    """A server's answer: its status, and after how many seconds it wants to be asked again."""

    status: int
    retry_after: int | None


# One call: its deadline and its connections ---------------------------------------------------


@dataclass
class _Call:
    """A call under way: when it ends, where it may go, and the sockets it has used."""

    ends_at: float
    private_allowed: bool
    networks: tuple[str, ...] = ()
    sockets: list[socket.socket] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    late: threading.Event = field(default_factory=threading.Event)

    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def note(self, used: socket.socket) -> None:
        """Keep a duplicate, which still reaches the connection once TLS has wrapped the socket."""
        self.sockets.append(socket.fromfd(used.fileno(), used.family, used.type))

    def watch(self) -> None:
        """Cut every connection when the time is over, until the call has noticed."""
        is_over = self.done.wait(self.seconds_left())
        while not is_over:
            self.late.set()
            for one in list(self.sockets):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            is_over = self.done.wait(0.2)
        for one in self.sockets:
            one.close()


_current: ContextVar[_Call] = ContextVar("call")


@contextmanager
def _within_deadline(
    *, private_allowed: bool, networks: Iterable[str] = (), seconds: float = 0
) -> Iterator[_Call]:
    """Run one call: connections open only inside it, and are cut after *seconds* or DEADLINE_SECONDS.

    A connection that is cut can look like an answer that ended there: see `late`.
    """
    ends_at = time.monotonic() + (seconds or DEADLINE_SECONDS)
    call = _Call(ends_at, private_allowed, tuple(networks))
    token = _current.set(call)
    threading.Thread(target=call.watch, daemon=True).start()
    try:
        yield call
    finally:
        _current.reset(token)
        call.done.set()


def _connect(connection: HTTPConnection) -> socket.socket:
    """Return a socket to the first checked address that accepts.

    Raise UnsafeTarget, Unreachable and OSError.
    """
    call = _current.get()
    host, port = connection._dns_host, connection.port
    refused: OSError = TimeoutError("timed out")
    for address in safe_addresses(
        host, port, private_allowed=call.private_allowed, networks=call.networks
    ):
        step = connection.timeout if isinstance(connection.timeout, int | float) else STEP_SECONDS
        seconds = min(step, call.seconds_left())
        if seconds <= 0:
            break
        try:
            made = create_connection(
                (address, port), seconds, socket_options=connection.socket_options
            )
        except OSError as error:
            refused = error
            continue
        made.settimeout(step)
        call.note(made)
        return made
    raise refused


class _SafeHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request; a connection kept from an earlier call falls under this deadline too."""
        if self.sock is not None:
            _current.get().note(self.sock)
        super().request(*args, **kwargs)


class _SafeHTTPS(_SafeHTTP, HTTPSConnection):
    pass


# Webhooks -------------------------------------------------------------------------------------


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send *body* to *url*; the body of the answer is not read.

    Raise UnsafeTarget or Unreachable.
    """
    parts = check_address(url)
    proxy = settings.WEBHOOK_PROXY if settings.WEBHOOK_PROXY and is_proxied(parts) else ""
    with _within_deadline(
        # The proxy stands inside.
        private_allowed=settings.WEBHOOKS_TO_PRIVATE_ADDRESSES or bool(proxy),
        networks=settings.WEBHOOK_NETWORKS,
    ):
        connection = _through(proxy, parts) if proxy else _connection(parts)
        try:
            target = parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, _seconds(answer.headers.get("Retry-After", "")))
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error
        finally:
            connection.close()


def _connection(parts: SplitResult) -> HTTPConnection:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    if parts.scheme == "http":
        return _SafeHTTP(host, port, timeout=STEP_SECONDS)
    return _SafeHTTPS(
        host,
        port,
        timeout=STEP_SECONDS,
        cert_reqs="CERT_REQUIRED",
        server_hostname=host,
        assert_hostname=host,
    )


def _through(proxy: str, parts: SplitResult) -> HTTPConnection:
    """Return a connection to the receiver through a tunnel, with TLS to the receiver itself."""
    there, host = urlsplit(proxy), str(parts.hostname)
    connection = _SafeHTTPS(
        str(there.hostname),
        there.port or PROXY_PORT,
        timeout=STEP_SECONDS,
        cert_reqs="CERT_REQUIRED",
        assert_hostname=host,
    )
    headers = {}
    if there.username is not None:
        pair = f"{unquote(there.username)}:{unquote(there.password or '')}"
        headers["Proxy-Authorization"] = "Basic " + b64encode(pair.encode()).decode()
    connection.set_tunnel(host, parts.port or PORTS["https"], headers=headers, scheme="http")
    return connection


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


# Identity providers ---------------------------------------------------------------------------


class _SafePool(HTTPConnectionPool):
    ConnectionCls = _SafeHTTP


class _SafeTLSPool(HTTPSConnectionPool):
    ConnectionCls = _SafeHTTPS


class _SafeAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _SafePool, "https": _SafeTLSPool}


class _SafeSession(requests.Session):
    """A session that refuses private addresses, unless SIGN_ON_PRIVATE_NETWORKS allows them.

    A call ends within *seconds* (or DEADLINE_SECONDS) and *most_bytes*. A redirect is returned: a
    client's secret or a code goes to no other address. No proxy from the environment is used, which
    would hide where the request ends.
    """

    def __init__(self, *, seconds: float = 0, most_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self.seconds, self.most_bytes = seconds, most_bytes
        self.trust_env = bool(settings.SIGN_ON_PRIVATE_NETWORKS)
        self.mount("http://", _SafeAdapter())
        self.mount("https://", _SafeAdapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Return the whole answer; raise requests.RequestException."""
        kwargs |= {"stream": True, "allow_redirects": False}
        kwargs["timeout"] = kwargs.get("timeout") or min(STEP_SECONDS, self.seconds or STEP_SECONDS)
        with _within_deadline(
            private_allowed=settings.SIGN_ON_PRIVATE_NETWORKS, seconds=self.seconds
        ) as call:
            try:
                answer = super().send(request, **kwargs)
                body = _body(answer, self.most_bytes)
            except (UnsafeTarget, Unreachable) as error:
                raise requests.ConnectionError(error, request=request) from error
            except (HTTPError, OSError) as error:
                if call.late.is_set():
                    raise requests.Timeout("The answer took too long.", request=request) from error
                if isinstance(error, requests.RequestException):
                    raise
                raise requests.ConnectionError(error, request=request) from error
        if call.late.is_set():
            raise requests.Timeout("The answer took too long.", request=request)
        if len(body) > self.most_bytes:
            raise TooLarge("The answer is too large.")
        answer._content, answer._content_consumed = body, True
        return answer


def _body(answer: requests.Response, most_bytes: int) -> bytes:
    """Return at most one byte more than *most_bytes*; raise HTTPError and OSError."""
    try:
        return bytes(answer.raw.read(most_bytes + 1, decode_content=True))
    finally:
        answer.close()


def safe_session() -> requests.Session:
    """Return a session for one call or a few, one after the other."""
    return _SafeSession()


def fetch(url: str, *, seconds: float = 0, most_bytes: int = MAX_BYTES) -> bytes:
    """Return the body at *url*; raise requests.RequestException.

    The whole call ends within *seconds*, or DEADLINE_SECONDS where none are given.
    """
    with _SafeSession(seconds=seconds, most_bytes=most_bytes) as session:
        answer = session.get(url)
    answer.raise_for_status()
    if answer.status_code != 200 or not answer.content:
        raise NoContent("The answer is empty, or leads elsewhere.")
    return answer.content
