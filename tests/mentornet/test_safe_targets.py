"""What may be called from here: the public internet, and nothing that hides behind a name of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event

import pytest

from mentornet import safe_targets
from mentornet.safe_targets import (
    Unreachable,
    UnsafeTarget,
    check_address,
    check_target,
    safe_addresses,
)


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
    monkeypatch.setattr(safe_targets, "LOOK_UP_SECONDS", 0.05)
    monkeypatch.setattr(safe_targets, "_free", BoundedSemaphore(2))
    yield server
    server.let_go.set()


def test_a_name_server_that_hangs_holds_up_nobody(hanging) -> None:
    with pytest.raises(Unreachable, match=r"hooks\.example\.org does not answer"):
        check_target("https://hooks.example.org/")


def test_name_servers_that_hang_gather_no_threads(hanging, monkeypatch) -> None:
    for host in ("one.example", "two.example", "three.example"):
        with pytest.raises(Unreachable, match=f"name server for {host} does not answer"):
            safe_addresses(host, 443)

    monkeypatch.setattr(safe_targets, "LOOK_UP_SECONDS", 30)
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
        check_address(url)


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


def test_listed_networks_are_for_webhooks_alone(names, settings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.30.0/24"]
    with pytest.raises(UnsafeTarget):
        safe_addresses("10.20.30.5", 443)
