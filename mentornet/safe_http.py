"""Requests to addresses that someone typed in: never to a machine inside our own walls.

A name is looked up once, every address that it has is looked at, and the connection goes to the
very address that was looked at, so that a second answer of the name server (DNS rebinding) changes
nothing. Redirects are answers, not ways to go on. No proxy is used.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

STEP_SECONDS = 10.0
# All together: someone who sends one byte a second must not hold a worker. Longer than a look-up
# and a step: what is cut off at the end is a connection that stands.
DEADLINE_SECONDS = 20.0
LOOK_UP_SECONDS = 8.0
# Look-ups that go on although no one waits for them any more count, so that name servers that hang
# cannot gather threads.
LOOK_UPS_AT_ONCE = 32
_free = threading.BoundedSemaphore(LOOK_UPS_AT_ONCE)
PORTS = {"https": 443, "http": 80}
# Addresses that are public by the tables and still lead inside: what protocols use between
# machines of one network, where some clouds answer for themselves too.
INSIDE = tuple(
    ipaddress.ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)
# Addresses that stand for others: what they lead to is not seen in them.
TUNNELS = tuple(
    ipaddress.ip_network(net)
    for net in (
        "::ffff:0:0/96",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)


class UnsafeTarget(Exception):
    """The address may not be called; the message says why, for whoever typed it in."""


class Unreachable(Exception):
    """No one answered as HTTP wants it; the message says what happened instead."""


@dataclass(frozen=True)
class Answer:
    """A server's answer: its status, and after how many seconds it wants to be asked again."""

    status: int
    retry_after: int | None


def check_address(url: str) -> SplitResult:
    """Return the parts of an address that may be called, as far as it tells by itself.

    Raise UnsafeTarget.
    """
    if any(letter <= " " or letter == "\x7f" for letter in url):
        raise UnsafeTarget(_("This is no address."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnsafeTarget(_("This is no address.")) from error
    inside = settings.WEBHOOKS_TO_PRIVATE_ADDRESSES
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise UnsafeTarget(_("The address must begin with https://."))
    if not parts.hostname or port == 0:
        raise UnsafeTarget(_("The address lacks the name of a server."))
    if parts.username is not None or parts.password is not None:
        raise UnsafeTarget(_("Leave the user and password out of the address."))
    if parts.fragment:
        raise UnsafeTarget(_("Leave out what stands behind #: no server gets to see it."))
    return parts


def check_target(url: str) -> None:
    """Refuse what no request could reach, while someone is there to mend it.

    Raise UnsafeTarget and Unreachable.
    """
    parts = check_address(url)
    safe_addresses(str(parts.hostname), parts.port or PORTS[parts.scheme])


def safe_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of *host*; raises UnsafeTarget if any one is not public, and Unreachable."""
    try:
        found = _look_up(host, port)
    except TimeoutError as error:
        raise Unreachable(
            _("The name server for %(host)s does not answer.") % {"host": host}
        ) from error
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("The name %(host)s cannot be found.") % {"host": host}) from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not settings.WEBHOOKS_TO_PRIVATE_ADDRESSES and not all(map(is_public, addresses)):
        raise UnsafeTarget(_("%(host)s leads to an address that is not public.") % {"host": host})
    return addresses


def _look_up(host: str, port: int) -> list[Any]:
    """What getaddrinfo says, which has no deadline of its own: it goes on in a thread without us.

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

    # Not one of a pool: those are waited for when the process ends.
    threading.Thread(target=ask, daemon=True).start()
    return answer.result(timeout=ends_at - time.monotonic())


def is_public(address: str) -> bool:
    """Return whether *address*, an IP address, lies on the open internet and stands for no other."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if any(ip in net for net in (INSIDE if ip.version == 4 else TUNNELS)):
        return False
    if ip.version == 6 and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send *body* to *url*; the answer's own body is not read.

    Raise UnsafeTarget and Unreachable.
    """
    ends_at = time.monotonic() + DEADLINE_SECONDS
    parts = check_address(url)
    host = str(parts.hostname)
    port = parts.port or PORTS[parts.scheme]
    address = safe_addresses(host, port)[0]
    connection = _connection(parts.scheme, address, port, host)
    clock = threading.Timer(ends_at - time.monotonic(), _cut, [connection])
    clock.daemon = True
    clock.start()
    try:
        target = parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()
        shown = f"[{host}]" if ":" in host else host
        with_port = shown if port == PORTS[parts.scheme] else f"{shown}:{port}"
        connection.request("POST", target, body, {**headers, "Host": with_port})
        answer = connection.getresponse()
        return Answer(answer.status, _seconds(answer.headers.get("Retry-After", "")))
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error
    finally:
        clock.cancel()
        connection.close()


def _connection(scheme: str, address: str, port: int, host: str) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(address, port, timeout=STEP_SECONDS)
    return HTTPSConnection(
        address,
        port,
        timeout=STEP_SECONDS,
        cert_reqs="CERT_REQUIRED",
        server_hostname=host,
        assert_hostname=host,
    )


def _cut(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
