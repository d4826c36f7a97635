"""Calls to addresses that customers enter: where they end up, how long they last, who may answer."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mentornet import safe_http
from mentornet.safe_http import post
from mentornet.safe_targets import Unreachable, UnsafeTarget
from tests.support.receiver import Receiver, receiver


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f000001", "2130706433", "localhost", "[::1]"])
def test_this_machine_in_any_spelling_is_not_called(host: str) -> None:
    with receiver() as inbox, pytest.raises((UnsafeTarget, Unreachable)):
        post(f"https://{host}:{inbox.port}/", b"{}", {})

    assert inbox.got == []


# With a server of our own, which only a permitted private address can be ---------------------


@pytest.fixture
def inside(settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True


@pytest.fixture
def inbox(inside) -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def test_a_redirect_is_an_answer_and_is_not_followed(inbox: Receiver) -> None:
    inbox.answer = lambda number, got: (307, {"Location": inbox.url + "/secret"})

    answer = post(inbox.url, b"{}", {})

    assert answer.status == 307
    assert [one.path for one in inbox.got] == ["/in"]


def test_a_query_without_a_path_is_asked_of_the_root(inbox: Receiver) -> None:
    post(inbox.url.removesuffix("/in") + "?key=1", b"{}", {})

    assert [one.path for one in inbox.got] == ["/?key=1"]


def test_a_name_that_changes_its_mind_is_called_where_it_was_looked_at(inside, names) -> None:
    with receiver() as looked_at, receiver() as other:
        names["hooks.example.org"] = [["127.0.0.1"], ["127.0.0.2"]]
        post(f"http://hooks.example.org:{looked_at.port}/in?x=1", b"{}", {})

        assert [one.path for one in looked_at.got] == ["/in?x=1"]
        assert looked_at.got[0].headers["host"] == f"hooks.example.org:{looked_at.port}"
        assert other.got == []
    # One look-up a call: the second answer was never asked for.
    assert names["hooks.example.org"] == [["127.0.0.2"]]


def test_who_says_when_to_come_back_is_heard(inbox: Receiver) -> None:
    inbox.answer = lambda number, got: (503, {"Retry-After": "120"})

    assert post(inbox.url, b"{}", {}) == safe_http.Answer(503, 120)


def test_nobody_there_is_said_so(inside) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(Unreachable):
        post(f"http://127.0.0.1:{port}/", b"{}", {})


def test_a_server_that_drips_is_cut_off(inside, monkeypatch) -> None:
    monkeypatch.setattr(safe_http, "DEADLINE_SECONDS", 0.3)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        with pytest.raises(Unreachable):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})


# TLS: the connection goes to an address, the certificate is the name's -------------------------


@pytest.fixture
def certificate(tmp_path, monkeypatch) -> ssl.SSLContext:
    """A certificate for hooks.example.org, from someone whom this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("hooks.example.org")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "server.pem").write_bytes(pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    return context


def test_the_certificate_must_be_the_names(inside, names, certificate) -> None:
    names["hooks.example.org"] = names["other.example.org"] = [["127.0.0.1"]]
    with receiver(tls=certificate) as inbox:
        assert post(f"https://hooks.example.org:{inbox.port}/in", b"{}", {}).status == 204
        with pytest.raises(Unreachable, match="doesn't match"):
            post(f"https://other.example.org:{inbox.port}/in", b"{}", {})

        assert len(inbox.got) == 1


def test_a_tls_handshake_that_drips_is_cut_off(inside, monkeypatch) -> None:
    monkeypatch.setattr(safe_http, "DEADLINE_SECONDS", 0.3)
    gone, dripped = Event(), []

    def drip() -> None:
        """The head of a long TLS record, and then one byte of it after another."""
        connection, _address = server.accept()
        with connection, suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x3f\x00")
            for _ in range(1_000):
                connection.sendall(b"x")
                dripped.append(1)
                gone.wait(0.05)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(Unreachable):
            post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        thread.join()

    assert 0 < len(dripped) < 1_000


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 20x\r\n\r\n", b"\r\n" * 3])
def test_what_answers_and_is_no_http_is_nobody(inside, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connection, _address = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

        thread = Thread(target=talk, daemon=True)
        thread.start()
        with pytest.raises(Unreachable):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        thread.join()


def test_an_address_that_no_request_can_carry_reaches_nobody(inbox: Receiver) -> None:
    with pytest.raises((UnsafeTarget, Unreachable)):
        post(inbox.url + "/a b", b"{}", {})


# Receivers inside, and a proxy to those outside ------------------------------------------------


def test_a_name_half_in_a_listed_network_is_refused(names, settings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.30.0/24"]
    names["his.hospital.example"] = [["10.20.30.5", "10.9.9.9"]]

    with pytest.raises(UnsafeTarget):
        post("https://his.hospital.example/in", b"{}", {})


@contextmanager
def proxy(to: int) -> Iterator[tuple[int, list[str]]]:
    """A proxy that tunnels to the port *to* of this machine; its port, and what it was asked."""
    asked: list[str] = []

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                sink.sendall(part)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                near, _address = server.accept()
                head = b""
                while b"\r\n\r\n" not in head:
                    head += near.recv(4096)
                asked.append(head.decode())
                far = socket.create_connection(("127.0.0.1", to))
                near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                for pair in ((near, far), (far, near)):
                    Thread(target=pump, args=pair, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], asked


@pytest.mark.parametrize("found", [["93.184.216.34"], []])
def test_the_internet_is_reached_through_the_proxy(names, settings, certificate, found) -> None:
    """By its name, also where only the proxy can look it up; TLS is with the receiver itself."""
    names["hooks.example.org"] = [found]
    with receiver(tls=certificate) as inbox, proxy(inbox.port) as (port, asked):
        settings.WEBHOOK_PROXY = f"http://user:p%40ss@127.0.0.1:{port}"
        answer = post("https://hooks.example.org/in?a=b", b"{}", {"X-One": "1"})

    assert answer.status == 204
    assert [(got.path, got.headers["x-one"]) for got in inbox.got] == [("/in?a=b", "1")]
    assert asked[0].startswith("CONNECT hooks.example.org:443 ")
    assert "Proxy-Authorization: Basic dXNlcjpwQHNz" in asked[0]
    assert "X-One" not in asked[0]


@pytest.mark.parametrize("address", ["10.1.2.3", "127.0.0.1", "169.254.169.254"])
def test_the_proxy_is_asked_for_nothing_inside(names, settings, address: str) -> None:
    names["hooks.example.org"] = [[address]]
    with proxy(1) as (port, asked):
        settings.WEBHOOK_PROXY = f"http://127.0.0.1:{port}"
        for host in ("hooks.example.org", address):
            with pytest.raises(UnsafeTarget):
                post(f"https://{host}/in", b"{}", {})

    assert asked == []
