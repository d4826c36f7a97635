"""A real OpenID provider on loopback: discovery, code flow, keys, userinfo, sign-out.

In front of it stands a check that the mock itself lacks: the code is given only for the verifier
of its own challenge (RFC 7636, S256).
"""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from oidc_provider_mock import app
from werkzeug.serving import make_server


class PKCEGate:
    """Remembers the challenge of each code, and refuses a token without its verifier."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner
        self.challenges: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        if environ["PATH_INFO"] == "/oauth2/token":
            length = int(environ.get("CONTENT_LENGTH") or 0)
            body = environ["wsgi.input"].read(length)
            environ["wsgi.input"] = io.BytesIO(body)
            form = parse_qs(body.decode())
            digest = hashlib.sha256(form.get("code_verifier", [""])[0].encode()).digest()
            given = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if given != self.challenges.pop(form.get("code", [""])[0], "none"):
                start("400 BAD REQUEST", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
        elif environ["PATH_INFO"] == "/oauth2/authorize" and environ["REQUEST_METHOD"] == "POST":
            assert query["code_challenge_method"] == ["S256"]

            def remember(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                location = dict(headers).get("Location", "")
                for code in parse_qs(urlsplit(location).query).get("code", []):
                    self.challenges[code] = query["code_challenge"][0]
                return start(status, headers, *rest)

            return self.inner(environ, remember)
        return self.inner(environ, start)


@dataclass
class Provider:
    issuer: str
    client: dict[str, str] = field(default_factory=dict)

    def register(self, redirect_uri: str) -> None:
        """Make our client known there, with one redirect URI and a secret."""
        body = {
            "redirect_uris": [redirect_uri],
            "token_endpoint_auth_method": "client_secret_basic",
        }
        answer = requests.post(f"{self.issuer}/oauth2/clients", json=body, timeout=10)
        answer.raise_for_status()
        self.client = answer.json()

    def knows(self, sub: str, **claims: Any) -> None:
        """Let the provider have somebody with this key and these claims."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def sign_in(self, address: str, sub: str) -> str:
        """Sign in there as *sub*, at the address to which we sent the browser; the way back."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    # http on loopback is what the tested code is allowed to speak in demo mode.
    server = make_server(
        "localhost", 0, PKCEGate(app(require_client_registration=True)), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield Provider(f"http://localhost:{server.server_port}")
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@contextmanager
def oidc_process() -> Iterator[Provider]:
    """The same provider in a process of its own, with which nothing here is shared."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.support.oidc"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        yield Provider(running.stdout.readline().strip())
    finally:
        running.terminate()
        running.wait(10)


def main() -> None:
    with oidc_provider() as provider:
        print(provider.issuer, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
