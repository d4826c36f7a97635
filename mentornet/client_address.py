"""Where a request comes from: the address that limits count by and that people see at their sessions.

Without proxies (TRUSTED_PROXIES=0) that is who opened the connection. With n proxies in front, each of
which appends the address it was reached from to X-Forwarded-For, it is the n-th entry from the right:
what stands further left was written by the client, who may write anything.
"""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

HERE = "127.0.0.1"
WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](:\d+)?|(?P<four>[\d.]+):\d+")
NETWORK_BITS = 64
"""How much of an IPv6 address stands for one client: one household or one machine has all the rest."""


def client_address(request: HttpRequest) -> str:
    """Return the client's address, always a valid one.

    A header that is malformed or too short for the number of proxies counts as absent. A connection
    by Unix socket has no address; it stands for this machine.
    """
    peer = _read(request.META.get("REMOTE_ADDR", "")) or HERE
    proxies: int = settings.TRUSTED_PROXIES
    if proxies < 1:
        return peer
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(entries) < proxies:
        return peer
    return _read(entries[-proxies]) or peer


def client_key(request: HttpRequest) -> str:
    """Return what one client is counted under: its address, of an IPv6 one the network's part."""
    address = ipaddress.ip_address(client_address(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False).network_address)


def _read(text: str) -> str:
    """Return the address in its usual form, without port and zone; empty where it is none."""
    text = text.strip()
    if found := WITH_PORT.fullmatch(text):
        text = found["six"] or found["four"]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
