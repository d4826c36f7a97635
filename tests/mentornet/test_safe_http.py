"""What may be called from here: the public internet, and nothing that hides behind a name of it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore, Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mentornet import safe_http
from mentornet.safe_http import Unreachable, UnsafeTarget, check_target, post, safe_addresses
from tests.support.receiver import Receiver, receiver


@pytest.fixture
def names(monkeypatch) -> dict[str, list[list[str]]]:
    """A name server of the test's own: what each look-up of a name answers, one after the other."""
    table: dict[str, list[list[str]]] = {}

    def look_up(host, port, *args, **more):
        answers = table.get(host) or [[host]]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise socket.gaierror("not known")
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return table


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep their keys
        "100.64.0.1",
        "192.0.0.192",  # and the clouds that keep them elsewhere
        "168.63.129.16",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fec0::1",  # what sites used among themselves before fc00::/7
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_an_address_that_is_not_public_is_refused(names, address: str) -> None:
    names["hooks.example.org"] = [["93.184.215.14", address]]

    with pytest.raises(UnsafeTarget, match="not public"):
        safe_addresses("hooks.example.org", 443)


def test_public_addresses_are_let_through(names) -> None:
    names["hooks.example.org"] = [["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]]

    assert safe_addresses("hooks.example.org", 443) == [
        "93.184.215.14",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    ]


@dataclass
class HangingServer:
    """A name server that says nothing until it is let go: what was asked of it."""

    let_go: Event = field(default_factory=Event)
    asked: list[str] = field(default_factory=list)

    def look_up(self, host, port, *args, **more):
        self.asked.append(host)
        self.let_go.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]


@pytest.fixture
def hanging(monkeypatch) -> Iterator[HangingServer]:
    server = HangingServer()
    monkeypatch.setattr(socket, "getaddrinfo", server.look_up)
    monkeypatch.setattr(safe_http, "LOOK_UP_SECONDS", 0.05)
    monkeypatch.setattr(safe_http, "_free", BoundedSemaphore(2))
    yield server
    server.let_go.set()


def test_a_name_server_that_hangs_holds_up_nobody(hanging) -> None:
    with pytest.raises(Unreachable, match=r"hooks\.example\.org does not answer"):
        post("https://hooks.example.org/", b"{}", {})


def test_name_servers_that_hang_gather_no_threads(hanging, monkeypatch) -> None:
    for host in ("one.example", "two.example", "three.example"):
        with pytest.raises(Unreachable, match=f"name server for {host} does not answer"):
            safe_addresses(host, 443)

    monkeypatch.setattr(safe_http, "LOOK_UP_SECONDS", 30)
    hanging.let_go.set()

    # Those who went on without us have made room once they are done; the third never began.
    assert safe_addresses("four.example", 443) == ["93.184.215.14"]
    assert sorted(hanging.asked) == ["four.example", "one.example", "two.example"]


@pytest.mark.parametrize(
    "wrong", [socket.gaierror(-2, "Name or service not known"), UnicodeError()]
)
def test_a_name_that_is_none_is_said_to_be_none(monkeypatch, wrong) -> None:
    def look_up(*args, **more):
        raise wrong

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Unreachable, match=r"We can’t find the name nowhere\.example"):
        safe_addresses("nowhere.example", 443)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.org/", "starts with https"),
        ("ftp://hooks.example.org/", "starts with https"),
        ("https:///path", "with the name"),
        ("https://user:word@hooks.example.org/", "user and password"),
        ("https://hooks.example.org/#part", "after #"),
        ("https://hooks.example.org:99999/", "not a valid address"),
        ("https://[::1", "not a valid address"),
        ("hooks.example.org", "starts with https"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str, said: str) -> None:
    with pytest.raises(UnsafeTarget, match=said):
        safe_http.check_address(url)


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


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("10.20.30.5", True),
        ("fd12:3456:789a::1", True),
        ("10.20.31.5", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("fd00:ec2::254", False),
        ("100.100.100.200", False),
        ("::ffff:10.20.30.5", False),
    ],
)
def test_receiver_inside_is_taken_in_the_networks_that_are_listed(
    names, settings, address: str, is_taken: bool
) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.30.0/24", "fd12:3456:789a::/48", "127.0.0.0/8"]
    settings.WEBHOOK_NETWORKS += ["169.254.0.0/16", "::/8", "fd00::/16", "100.64.0.0/10"]
    names["his.hospital.example"] = [[address]]

    if is_taken:
        check_target("https://his.hospital.example/in")
    else:
        with pytest.raises(UnsafeTarget):
            check_target("https://his.hospital.example/in")
    with pytest.raises(UnsafeTarget):
        check_target("http://his.hospital.example/in")


def test_a_name_half_in_a_listed_network_is_refused(names, settings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.30.0/24"]
    names["his.hospital.example"] = [["10.20.30.5", "10.9.9.9"]]

    with pytest.raises(UnsafeTarget):
        post("https://his.hospital.example/in", b"{}", {})


def test_listed_networks_are_for_webhooks_alone(names, settings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.30.0/24"]
    with pytest.raises(UnsafeTarget):
        safe_addresses("10.20.30.5", 443)


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
