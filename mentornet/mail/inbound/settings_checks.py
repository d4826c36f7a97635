"""What keeps inbound mail from working or makes it unsafe: see mentornet/settings_checks.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

# The secret behind the "+" has 52 characters of the 64 that there are (see addresses.py).
LONGEST_NAME = 11
ADDRESS = re.compile(r"(?P<name>[a-zA-Z0-9._-]+)@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def inbound_problems(values: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong, each in one sentence that says what to do."""
    address = values.get("INBOUND_ADDRESS", "").strip()
    url = values.get("INBOUND_IMAP_URL", "").strip()
    hooks = values.get("ANYMAIL_WEBHOOK_SECRET", "").strip()
    if address:
        found = ADDRESS.fullmatch(address)
        if found is None:
            yield "INBOUND_ADDRESS must be a plain address, such as calendar@mentornet.example.org"
        elif len(found["name"]) > LONGEST_NAME:
            yield (
                f"INBOUND_ADDRESS has more than {LONGEST_NAME} characters before the @: a secret is "
                f"added to it, and no address may be longer than 64 there."
            )
        if not url and not hooks:
            yield (
                "INBOUND_ADDRESS is set, but nothing reads its mail: set INBOUND_IMAP_URL, or "
                "ANYMAIL_WEBHOOK_SECRET for a mail service that posts it here."
            )
    elif url:
        yield "INBOUND_IMAP_URL is set, but INBOUND_ADDRESS is not: invitations would ask for no answer."
    if url:
        yield from _mailbox_problems(url)


def _mailbox_problems(url: str) -> Iterator[str]:
    try:
        mailbox = urlsplit(url)
        host = mailbox.hostname
        _ = mailbox.port
    except ValueError:
        host = None
    if host is None or mailbox.scheme not in ("imaps", "imap") or not mailbox.username:
        yield "INBOUND_IMAP_URL must name a mailbox: imaps://user:password@mail.example.org/INBOX"
    elif mailbox.scheme == "imap" and host not in LOOPBACK:
        yield "INBOUND_IMAP_URL sends its password in clear: use imaps://."
