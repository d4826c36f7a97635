"""Addresses that customers write down: which are asked, and which are not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from mentornet import safe_http
from mentornet.addresses import is_public
from mentornet.safe_http import MAX_BYTES, fetch, safe_session


class Handler(BaseHTTPRequestHandler):
    asked: list[str] = []
    gone = threading.Event()

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/slow"):
            self.drip()
            return
        if self.path == "/redirect":
            self.send_response(307)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = b"x" * (MAX_BYTES + 1 if self.path == "/large" else 5)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body if self.path != "/empty" else b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def drip(self) -> None:
        """One byte, and another, and another: until the other side is gone."""
        head = b"HTTP/1.0 200 OK\r\n"
        self.wfile.write(head if self.path == "/slow-head" else head + b"\r\n")
        with suppress(OSError):
            for number in range(1_000):
                self.wfile.write(b"x" if self.path == "/slow-body" else b"X-%d: 1\r\n" % number)
                self.gone.wait(0.05)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.asked = []
    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join(5)
    running.server_close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.1.2.3", False),
    ],
)
def test_is_public(address, public):
    assert is_public(address) == public


def test_private_address_is_not_asked_by_number_or_by_name(settings, server):
    settings.SIGN_ON_PRIVATE_NETWORKS = False
    for address in (server, server.replace("127.0.0.1", "localhost")):
        with pytest.raises(requests.ConnectionError), safe_session() as session:
            session.get(address, timeout=5)
    assert Handler.asked == []


def test_fetch_where_private_addresses_are_allowed(settings, server):
    settings.SIGN_ON_PRIVATE_NETWORKS = True
    assert fetch(f"{server}/small") == b"xxxxx"
    for path in ("large", "empty"):
        with pytest.raises(requests.RequestException):
            fetch(f"{server}/{path}")


@pytest.mark.parametrize("method", ["get", "post"])
def test_redirect_is_not_followed(settings, server, method):
    """A client's secret or a code would go along."""
    settings.SIGN_ON_PRIVATE_NETWORKS = True
    with safe_session() as session:
        answer = session.request(method, f"{server}/redirect", data={"client_secret": "s3cret"})
    assert answer.status_code == 307
    assert Handler.asked == ["/redirect"]
    with pytest.raises(requests.RequestException):
        fetch(f"{server}/redirect")
    assert Handler.asked == ["/redirect"] * 2


@pytest.mark.parametrize("path", ["slow-body", "slow-head"])
def test_answer_that_drips_is_cut_off(settings, server, monkeypatch, path):
    settings.SIGN_ON_PRIVATE_NETWORKS = True
    monkeypatch.setattr(safe_http, "DEADLINE_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(requests.RequestException):
        fetch(f"{server}/{path}")
    assert time.monotonic() - began < 5


def test_a_second_call_on_the_same_connection_has_a_deadline_too(settings, monkeypatch):
    settings.SIGN_ON_PRIVATE_NETWORKS = True
    monkeypatch.setattr(safe_http, "DEADLINE_SECONDS", 0.5)
    dripped: list[int] = []

    def serve() -> None:
        """Answer once and leave the connection open; then answer in drops."""
        connection, _address = listening.accept()
        with connection, suppress(OSError):
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nxxxxx")
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
            for _number in range(1_000):
                connection.sendall(b"x")
                dripped.append(1)
                Handler.gone.wait(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listening, safe_session() as session:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert session.get(address).content == b"xxxxx"
        with pytest.raises(requests.RequestException):
            session.get(address)
        thread.join()
    assert 0 < len(dripped) < 1_000
