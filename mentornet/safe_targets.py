"""Which addresses that customers enter may be called: none that leads to a machine in our own network.

The name of the host is looked up, and every address that it has is checked. Webhooks may go to the networks
that the operator lists (WEBHOOK_NETWORKS), and to the internet through the operator's proxy (WEBHOOK_PROXY),
which looks names up once more and has to refuse by itself what is inside.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mentornet.addresses import is_in, is_public

LOOK_UP_SECONDS = 8.0
# Abandoned look-ups count too, so that name servers that hang cannot pile up threads.
LOOK_UPS_AT_ONCE = 32
_free = threading.BoundedSemaphore(LOOK_UPS_AT_ONCE)
PORTS = {"https": 443, "http": 80}


class UnsafeTarget(Exception):
    """The address may not be called; the message tells the person who entered it why."""


class Unreachable(Exception):
    """The server did not answer in HTTP; the message says what happened instead."""


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
    is_proxied(parts)


def is_proxied(parts: SplitResult) -> bool:
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
