"""A system of an institution's on this machine that takes webhooks, and misbehaves when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Lock, Thread
from typing import Any, NamedTuple


class Got(NamedTuple):
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: str


class Receiver:
    """Keeps what it gets; `answer(number, got)` returns the status and more headers."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answer: Callable[[int, Got], tuple[int, dict[str, str]]] = lambda number, got: (
            204,
            {},
        )
        self.url = ""
        self.port = 0
        self._lock = Lock()

    def take(self, got: Got) -> tuple[int, dict[str, str]]:
        with self._lock:
            self.got.append(got)
            number = len(self.got)
        return self.answer(number, got)


@contextmanager
def receiver(*, tls: SSLContext | None = None) -> Iterator[Receiver]:
    """A running receiver."""
    inbox = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more = inbox.take(Got(self.path, headers, body))
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    inbox.port = server.server_address[1]
    inbox.url = f"http{'s' if tls else ''}://127.0.0.1:{inbox.port}/in"
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield inbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
