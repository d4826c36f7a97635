"""HTTP requests to addresses that customers enter: webhooks and identity providers (SSRF guard).

A request never reaches a machine in our own network. The host name is looked up once, every address
it has is checked, and the connection goes to a checked address, so a second answer from the name
server (DNS rebinding) changes nothing. Redirects are returned, not followed. Webhooks may go to the
networks that the operator lists (WEBHOOK_NETWORKS), and to the internet through the operator's proxy
(WEBHOOK_PROXY), which looks names up once more and has to refuse by itself what is inside. A whole call has a deadline, so a server that sends one byte a second does not hold a process.

`post` sends a webhook. `safe_session` and `fetch` are for identity providers and use `requests`,
because the sign-on library does.
"""

from __future__ import annotations

import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util.connection import create_connection

from mentornet.addresses import is_in, is_public

STEP_SECONDS = 10.0
# For the whole call. Longer than a look-up plus one step, so that what is cut off at the end is an
# open connection.
DEADLINE_SECONDS = 20.0
LOOK_UP_SECONDS = 8.0
MAX_BYTES = 2 * 1024**2
# Abandoned look-ups count too, so that name servers that hang cannot pile up threads.
LOOK_UPS_AT_ONCE = 32
_free = threading.BoundedSemaphore(LOOK_UPS_AT_ONCE)
PORTS = {"https": 443, "http": 80}
PROXY_PORT = 3128


class UnsafeTarget(Exception):
    """The address may not be called; the message tells the person who entered it why."""


class Unreachable(Exception):
    """The server did not answer in HTTP; the message says what happened instead."""


class TooLarge(requests.RequestException):
    """The answer has more bytes than were asked for."""


class NoContent(requests.RequestException):
    """The answer is empty, or leads elsewhere."""


@dataclass(frozen=True)
class Answer:
    """A server's answer: its status, and after how many seconds it wants to be asked again."""

    status: int
    retry_after: int | None


# What may be called ---------------------------------------------------------------------------


def check_address(url: str) -> SplitResult:
    """Return the parts of a webhook address, checked without looking the host up.

    Raise UnsafeTarget if it may not be called.
    """
    if any(letter <= " " or letter == "\x7f" for letter in url):
        raise UnsafeTarget(
            _("This is not a valid address. Enter one like https://example.org/path.")
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnsafeTarget(
            _("This is not a valid address. Enter one like https://example.org/path.")
        ) from error
    inside = settings.WEBHOOKS_TO_PRIVATE_ADDRESSES
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise UnsafeTarget(_("Enter an address that starts with https://."))
    if not parts.hostname or port == 0:
        raise UnsafeTarget(_("Enter an address with the name of a server."))
    if parts.username is not None or parts.password is not None:
        raise UnsafeTarget(_("Leave the user and password out of the address."))
    if parts.fragment:
        raise UnsafeTarget(_("Leave out the part after #. Servers never see it."))
    return parts


def check_target(url: str) -> None:
    """Check a webhook address and look its host up, while the person who enters it is there.

    Raise UnsafeTarget or Unreachable.
    """
    parts = check_address(url)
    _is_proxied(parts)


def _is_proxied(parts: SplitResult) -> bool:
    """Check where a webhook goes; return whether through the proxy. Raise UnsafeTarget, Unreachable.

    What is inside is called directly. A name that only the proxy can look up is left to it.
    """
    is_possible = bool(settings.WEBHOOK_PROXY) and parts.scheme == "https"
    try:
        found = safe_addresses(
            str(parts.hostname),
            parts.port or PORTS[parts.scheme],
            private_allowed=settings.WEBHOOKS_TO_PRIVATE_ADDRESSES,
            networks=settings.WEBHOOK_NETWORKS,
        )
    except Unreachable:
        if is_possible:
            return True
        raise
    return is_possible and all(map(is_public, found))


def safe_addresses(
    host: str, port: int, *, private_allowed: bool = False, networks: Iterable[str] = ()
) -> list[str]:
    """Return the IP addresses of *host*.

    Raise UnsafeTarget if one of them is neither public nor in one of *networks* and *private_allowed*
    is not set; Unreachable if the name cannot be looked up.
    """
    try:
        found = _look_up(host, port)
    except TimeoutError as error:
        raise Unreachable(
            _("The name server for %(host)s does not answer. Try again later.") % {"host": host}
        ) from error
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("We can’t find the name %(host)s.") % {"host": host}) from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not private_allowed and not all(is_public(one) or is_in(one, networks) for one in addresses):
        raise UnsafeTarget(_("%(host)s leads to an address that is not public.") % {"host": host})
    return addresses


def _look_up(host: str, port: int) -> list[Any]:
    """Return what getaddrinfo answers, in a thread, because it has no timeout of its own.

    Raise TimeoutError, and what getaddrinfo raises.
    """
    ends_at = time.monotonic() + LOOK_UP_SECONDS
    free = _free
    if not free.acquire(timeout=LOOK_UP_SECONDS):
        raise TimeoutError
    answer: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            answer.set_exception(error)
        finally:
            free.release()

    # Not a pool: a process waits for the threads of a pool when it ends.
    threading.Thread(target=ask, daemon=True).start()
    return answer.result(timeout=ends_at - time.monotonic())


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
    proxy = settings.WEBHOOK_PROXY if settings.WEBHOOK_PROXY and _is_proxied(parts) else ""
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
