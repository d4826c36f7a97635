"""Who a request comes from, with and without proxies in front."""

import pytest
from django.test import RequestFactory

from mentornet.client_address import client_address, client_key

FORGED = "203.0.113.99"


def asked(*, peer: str = "10.0.0.1", forwarded: str | None = None):
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **more)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, f"{FORGED}", "10.0.0.1"),  # no one in front may say who one is
        (1, "198.51.100.7", "198.51.100.7"),
        (1, f"{FORGED}, 198.51.100.7", "198.51.100.7"),
        (2, f"{FORGED}, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "10.0.0.1"),  # too few: not all of our proxies were passed
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, f"{FORGED}, unknown", "10.0.0.1"),
        (1, f"{FORGED}, ", "10.0.0.1"),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "2001:DB8:0::7%eth0", "2001:db8::7"),
        (1, "1.2.3", "10.0.0.1"),
    ],
)
def test_client_is_the_nth_from_the_right(settings, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(asked(forwarded=forwarded)) == found


@pytest.mark.parametrize("proxies", [0, 1])
def test_connection_by_unix_socket_has_a_usable_key(settings, proxies):
    settings.TRUSTED_PROXIES = proxies

    assert client_key(asked(peer="")) == "127.0.0.1"


def test_client_behind_a_proxy_on_a_unix_socket_is_found(settings):
    settings.TRUSTED_PROXIES = 1

    assert client_key(asked(peer="", forwarded="198.51.100.7")) == "198.51.100.7"


def test_addresses_of_one_ipv6_network_are_one_client(settings):
    settings.TRUSTED_PROXIES = 1
    keys = {client_key(asked(forwarded=f"2001:db8:1:2::{one}")) for one in range(1, 9)}

    assert keys == {"2001:db8:1:2::"}
