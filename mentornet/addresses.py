"""Where an IP address leads: to the open internet, or inside."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# Public according to the registries, but used between machines of one network, and by some clouds
# for their own services.
INSIDE = tuple(
    ipaddress.ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)
# Where machines of a cloud read their keys, in networks that an operator may list.
KEYS = tuple(
    ipaddress.ip_network(net)
    for net in ("100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128")
)
# Addresses that carry another address inside, which decides where they lead.
TUNNELS = tuple(
    ipaddress.ip_network(net)
    for net in (
        "::ffff:0:0/96",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)


def is_public(address: str) -> bool:
    """Return whether *address*, an IP address, is on the open internet and not a tunnel."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if any(ip in net for net in (INSIDE if ip.version == 4 else TUNNELS)):
        return False
    if ip.version == 6 and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_in(address: str, networks: Iterable[str]) -> bool:
    """Return whether *address* is in one of the operator's *networks*.

    Never this machine, the link, or where clouds keep their keys, whatever is listed.

    >>> is_in("10.1.2.3", ["10.1.0.0/16"]), is_in("127.0.0.1", ["127.0.0.0/8"])
    (True, False)
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast:
        return False
    if any(ip in net for net in (*KEYS, *(INSIDE if ip.version == 4 else TUNNELS))):
        return False
    return any(ip in ipaddress.ip_network(net) for net in networks)
