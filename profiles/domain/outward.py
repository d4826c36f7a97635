"""Requests to addresses that a customer wrote down: never into the network that we stand in."""

from __future__ import annotations

import socket
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from mentornet.outward import is_public

TIMEOUT = 10
MAX_BYTES = 2 * 1024**2


def _checked(connection: HTTPConnection, made: socket.socket) -> socket.socket:
    """Look at who was really reached: a name may have been given another address in between."""
    if not is_public(made.getpeername()[0]):
        made.close()
        raise NewConnectionError(connection, "This address lies in a private network.")
    return made


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicTLSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicPool, "https": _PublicTLSPool}


def outward_session() -> requests.Session:
    """Return a session that refuses private addresses, unless SIGN_ON_PRIVATE_NETWORKS allows them.

    It uses no proxy of the environment, which would hide where the request ends.
    """
    session = requests.Session()
    if not settings.SIGN_ON_PRIVATE_NETWORKS:
        session.trust_env = False
        session.mount("http://", _PublicAdapter())
        session.mount("https://", _PublicAdapter())
    return session


def fetch(url: str) -> bytes:
    """Return what *url* answers, at most MAX_BYTES; raise requests.RequestException."""
    with outward_session() as session, session.get(url, timeout=TIMEOUT, stream=True) as answer:
        answer.raise_for_status()
        body: bytes = answer.raw.read(MAX_BYTES + 1, decode_content=True)
    if not body or len(body) > MAX_BYTES:
        raise requests.RequestException("The answer is empty or too large.")
    return body
