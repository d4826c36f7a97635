"""An OpenID provider that says whatever a test wants, and tokens that a test makes by hand.

Signatures are made here from bare cryptography: no code is shared with what checks them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.test import Client

CLIENT, SECRET, ACCESS = "mentornet", "the client secret of north", "an access token"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class RSAKey:
    def __init__(self, kid: str, *, bits: int = 2048) -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    @property
    def jwk(self) -> dict[str, Any]:
        public = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "kid": self.kid,
            "use": "sig",
            "n": number(public.n),
            "e": number(public.e),
        }

    def sign(self, message: bytes, algorithm: str) -> bytes:
        digest = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}[algorithm[2:]]()
        pads = {
            "RS": padding.PKCS1v15(),
            "PS": padding.PSS(padding.MGF1(digest), digest.digest_size),
        }
        return self.private.sign(message, pads[algorithm[:2]], digest)


class ECKey:
    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.private = ec.generate_private_key(ec.SECP256R1())

    @property
    def jwk(self) -> dict[str, Any]:
        public = self.private.public_key().public_numbers()
        x, y = (b64(one.to_bytes(32, "big")) for one in (public.x, public.y))
        return {"kty": "EC", "kid": self.kid, "crv": "P-256", "x": x, "y": y}

    def sign(self, message: bytes, algorithm: str) -> bytes:
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class SharedSecret:
    """What HS256 is made with; everything that is not the provider's own private key is one."""

    kid = "k1"

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def sign(self, message: bytes, algorithm: str) -> bytes:
        return hmac.new(self.secret, message, hashlib.sha256).digest()


class Nothing:
    kid = "k1"

    def sign(self, message: bytes, algorithm: str) -> bytes:
        return b""


def token(key: Any, claims: dict[str, Any], *, algorithm: str = "RS256", **header: Any) -> str:
    """Return a signed JWS; a header set to None is left out."""
    head = {"alg": algorithm, "typ": "JWT", "kid": key.kid, **header}
    head = {name: value for name, value in head.items() if value is not None}
    message = ".".join(b64(json.dumps(one).encode()) for one in (head, claims))
    return f"{message}.{b64(key.sign(message.encode(), algorithm))}"


class ForgedProvider:
    """`answer` makes the ID token from the claims that would be right; `keys` is what it publishes."""

    def __init__(self) -> None:
        self.key = RSAKey("k1")
        self.reset()

    def reset(self) -> None:
        self.keys: list[dict[str, Any]] = [self.key.jwk]
        self.answer: Callable[[dict[str, Any]], Any] = lambda claims: token(self.key, claims)
        self.userinfo: Any = None
        self.nonce = ""
        self.sub = "sub-1"
        self.asked: list[str] = []
        # What the description says besides, or in place of what is right; what is sent in its place.
        self.described: dict[str, Any] = {}
        self.sent: dict[str, bytes] = {}
        self.status = 200
        self.on_request: Callable[[str], None] = lambda path: None

    def claims(self) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "sub": self.sub,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            "email": "ada@north.example",
            "email_verified": True,
        }

    def reply(self, path: str) -> Any:
        self.asked.append(path)
        self.on_request(path)
        if path == "/jwks":
            return {"keys": self.keys}
        if path == "/token":
            return {
                "access_token": ACCESS,
                "token_type": "Bearer",
                "id_token": self.answer(self.claims()),
            }
        if path == "/userinfo":
            return self.userinfo or {"sub": self.sub}
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                **self.described,
            }
        return None

    issuer = ""


@contextmanager
def forged_provider() -> Iterator[ForgedProvider]:
    provider = ForgedProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            path = self.path.partition("?")[0]
            said = provider.reply(path)
            body = provider.sent.get(path, json.dumps(said).encode())
            self.send_response(provider.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def leave(client: Client, provider: ForgedProvider) -> dict[str, str]:
    """Leave for the provider; what we asked it for."""
    leaving = client.get("/accounts/oidc/at-north/login/")
    assert leaving.status_code == 302
    query = {name: one[0] for name, one in parse_qs(urlsplit(leaving["Location"]).query).items()}
    provider.nonce = query["nonce"]
    return query


def come_back(client: Client, query: dict[str, str], **more: str) -> Any:
    back = urlencode({"code": "c-1", "state": query["state"], **more})
    return client.get(f"/accounts/oidc/at-north/login/callback/?{back}")
