"""`oidc-provider` in a process of its own, and a person's way through its pages."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from urllib.parse import parse_qs, urljoin

import requests

from tests.support.node import install, start

OURS = "http://testserver"
CLIENT, SECRET = "mentornet", "a secret that the provider knows"


@dataclass
class CertifiedProvider:
    """One provider: its process may be replaced by one with other keys, under the same issuer."""

    issuer: str
    receiver: str
    tokens: Queue[str] = field(default_factory=Queue)
    generation: int = 0
    process: Any = None

    def run(self, **client: Any) -> None:
        """Start it, with keys of a new generation; in place of the process before."""
        self.stop()
        self.generation += 1
        told = {
            "issuer": self.issuer,
            "generation": self.generation,
            "receiver": self.receiver,
            "client": {
                "client_id": CLIENT,
                "client_secret": SECRET,
                "redirect_uris": [f"{OURS}/accounts/oidc/at-north/login/callback/"],
                "post_logout_redirect_uris": [f"{OURS}/accounts/oidc/at-north/signed-out/"],
                "backchannel_logout_uri": "https://mentornet.example/back-channel-logout/",
                "backchannel_logout_session_required": True,
                **client,
            },
        }
        self.process = start("oidc_provider.mjs", json.dumps(told))
        line = self.process.stdout.readline()
        assert line.strip() == "ready", self.process.stderr.read()

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
            self.process = None


class Person:
    """Someone's browser at the provider."""

    def __init__(self, name: str) -> None:
        self.name, self.session = name, requests.Session()

    def follow(self, address: str) -> str:
        """Go where the provider leads, filling in its forms, until it leads back to us; that address."""
        answer = self.session.get(address, allow_redirects=False, timeout=10)
        for _step in range(12):
            if answer.is_redirect:
                address = urljoin(answer.url, answer.headers["Location"])
                if address.startswith(OURS):
                    return address
                answer = self.session.get(address, allow_redirects=False, timeout=10)
                continue
            answer = self._submit(answer)
        raise AssertionError(answer.text)

    def _submit(self, page: requests.Response) -> requests.Response:
        form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        assert form, page.text
        typed = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        typed |= {"login": self.name, "password": "any"} if 'name="login"' in page.text else {}
        typed |= {"logout": "yes"} if "end_session" in page.url or "session/end" in page.url else {}
        address = urljoin(page.url, form[1].replace("&amp;", "&"))
        return self.session.post(address, data=typed, allow_redirects=False, timeout=10)


@contextmanager
def certified_provider() -> Iterator[CertifiedProvider]:
    install("oidc-provider")
    with _receiver() as (receiver, tokens):
        provider = CertifiedProvider(f"http://localhost:{_free_port()}", receiver, tokens)
        try:
            yield provider
        finally:
            provider.stop()


@contextmanager
def _receiver() -> Iterator[tuple[str, Queue[str]]]:
    """Where the provider sends its logout tokens; a test brings them to our door."""
    tokens: Queue[str] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            tokens.put(parse_qs(self.rfile.read(length).decode())["logout_token"][0])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/out", tokens
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
