"""Requests to addresses that a customer wrote down: never into the network that we stand in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from mentornet.safe_http import is_public

TIMEOUT = 10
# A whole call, from the first byte to the last: one byte a second must not hold a process.
DEADLINE = 20.0
MAX_BYTES = 2 * 1024**2
# The sockets of the call that is being made.
_sockets: ContextVar[list[Any] | None] = ContextVar("sockets", default=None)


def _checked(connection: HTTPConnection, made: socket.socket) -> socket.socket:
    """Look at who was really reached: a name may have been given another address in between."""
    if not settings.SIGN_ON_PRIVATE_NETWORKS and not is_public(made.getpeername()[0]):
        made.close()
        raise NewConnectionError(connection, "This address lies in a private network.")
    _note(made)
    return made


def _note(made: Any) -> None:
    """Keep a socket for the deadline; TLS puts one of its own in its place."""
    if (sockets := _sockets.get()) is not None:
        sockets.append(made)


class _CheckedHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _CheckedHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())

    def connect(self) -> None:
        super().connect()
        _note(self.sock)


class _CheckedPool(HTTPConnectionPool):
    ConnectionCls = _CheckedHTTP


class _CheckedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedHTTPS


class _CheckedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _CheckedPool, "https": _CheckedTLSPool}


@contextmanager
def _deadline() -> Iterator[threading.Event]:
    """Cut every connection that is opened within when DEADLINE is over; the event says that it is.

    What is cut may look like an answer that ended there.
    """
    opened: list[Any] = []
    done, late = threading.Event(), threading.Event()

    def cut() -> None:
        is_over = done.wait(DEADLINE)
        while not is_over:
            late.set()
            for one in list(opened):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            is_over = done.wait(0.2)

    threading.Thread(target=cut, daemon=True).start()
    token = _sockets.set(opened)
    try:
        yield late
    finally:
        _sockets.reset(token)
        done.set()


class OutwardSession(requests.Session):
    """Refuses private addresses, unless SIGN_ON_PRIVATE_NETWORKS allows them.

    A call ends within DEADLINE and with MAX_BYTES. A redirect is an answer, not a way to go on: a
    client's secret or a code goes to no other address. No proxy of the environment is used, which
    would hide where the request ends.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = bool(settings.SIGN_ON_PRIVATE_NETWORKS)
        self.mount("http://", _CheckedAdapter())
        self.mount("https://", _CheckedAdapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Return the whole answer; raise requests.RequestException."""
        kwargs |= {"stream": True, "allow_redirects": False}
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT
        with _deadline() as late:
            answer = super().send(request, **kwargs)
            try:
                body = answer.raw.read(MAX_BYTES + 1, decode_content=True)
            except (HTTPError, OSError) as error:
                raise requests.ConnectionError(error, request=request) from error
            finally:
                answer.close()
        if late.is_set():
            raise requests.Timeout("The answer took too long.", request=request)
        if len(body) > MAX_BYTES:
            raise requests.RequestException("The answer is too large.")
        answer._content, answer._content_consumed = body, True
        return answer


def outward_session() -> requests.Session:
    """Return a session for one call or a few, one after the other."""
    return OutwardSession()


def fetch(url: str) -> bytes:
    """Return what *url* answers, at most MAX_BYTES; raise requests.RequestException."""
    with outward_session() as session:
        answer = session.get(url)
    answer.raise_for_status()
    if answer.status_code != 200 or not answer.content:
        raise requests.RequestException("The answer is empty, or leads elsewhere.")
    return answer.content
