"""What is wrong with the settings that say where webhooks may go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from urllib.parse import urlsplit


def webhook_problems(values: Mapping[str, str]) -> Iterator[str]:
    """Yield each in one sentence."""
    for name in filter(None, map(str.strip, values.get("WEBHOOK_NETWORKS", "").split(","))):
        try:
            is_wide = ip_network(name).prefixlen < 8
        except ValueError:
            yield f"WEBHOOK_NETWORKS has “{name}”, which is no network such as 10.20.30.0/24."
        else:
            if is_wide:
                yield f"WEBHOOK_NETWORKS has {name}, which is nearly everything: list the servers'."
    if (proxy := values.get("WEBHOOK_PROXY", "").strip()) and not (
        proxy.startswith("http://") and urlsplit(proxy).hostname
    ):
        yield "WEBHOOK_PROXY must be an address such as http://proxy.hospital.example:3128."
