"""Mail that lies in a mailbox of ours (IMAP4rev1, RFC 3501): read, and marked as seen.

One mail that goes wrong stops no other: it stays unseen and is tried again, and after MOST_TRIES it
is flagged for a person to look at.
"""

from __future__ import annotations

import email
import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from mentornet.mail.inbound.receive import note_failure, receive

logger = logging.getLogger(__name__)

TIMEOUT = 20
BATCH = 50
LARGEST = 5 * 1024 * 1024


class MailboxError(Exception):
    """The mail server answered something else than OK."""


def read_mailbox(*, size: int = BATCH) -> int:
    """Take up to *size* unseen mails; how many were taken. Without a mailbox nothing happens.

    Raise OSError or imaplib.IMAP4.error where the server cannot be reached or used.
    """
    if not settings.INBOUND_IMAP_URL:
        return 0
    taken = 0
    with _opened(settings.INBOUND_IMAP_URL) as box:
        found = _asked(box.uid("SEARCH", "UNSEEN"))[0] or b""
        for uid in found.decode().split()[:size]:
            taken += _take(box, uid)
    return taken


def _take(box: imaplib.IMAP4, uid: str) -> bool:
    if _size(box, uid) > LARGEST:
        logger.warning("A mail of more than %d bytes is left in the mailbox.", LARGEST)
        _flag(box, uid, r"(\Seen \Flagged)")
        return False
    parts = [
        one for one in _asked(box.uid("FETCH", uid, "(BODY.PEEK[])")) if isinstance(one, tuple)
    ]
    if not parts:
        # Someone else took it away meanwhile.
        return False
    raw = parts[0][1]
    try:
        outcome = receive(email.message_from_bytes(raw, policy=policy.default))
    except Exception as error:
        # Whatever it is, the mails behind this one wait for something else.
        logger.warning("A mail could not be taken: %s", type(error).__name__)
        if note_failure(raw):
            _flag(box, uid, r"(\Seen \Flagged)")
        return False
    _flag(box, uid, r"(\Seen)")
    logger.info("Inbound mail: %s", outcome)
    return True


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    address = urlsplit(url)
    host = address.hostname or ""
    if address.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, address.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
    else:
        # Only on this very machine: see settings_checks.
        box = imaplib.IMAP4(host, address.port or 143, timeout=TIMEOUT)
    try:
        box.login(unquote(address.username or ""), unquote(address.password or ""))
        _asked(box.select(f'"{unquote(address.path.strip("/")) or "INBOX"}"'))
        yield box
    finally:
        try:
            box.logout()
        except (OSError, imaplib.IMAP4.error):
            logger.debug("The mailbox was gone before we said goodbye.")


def _size(box: imaplib.IMAP4, uid: str) -> int:
    said = b" ".join(
        one if isinstance(one, bytes) else one[0]
        for one in _asked(box.uid("FETCH", uid, "(RFC822.SIZE)"))
        if one
    )
    _before, _name, rest = said.partition(b"RFC822.SIZE ")
    number = rest.split(b")")[0].split()
    return int(number[0]) if number and number[0].isdigit() else 0


def _flag(box: imaplib.IMAP4, uid: str, flags: str) -> None:
    _asked(box.uid("STORE", uid, "+FLAGS", flags))


def _asked(answer: tuple[str, Any]) -> list[Any]:
    kind, said = answer
    if kind != "OK":
        raise MailboxError(kind)
    return list(said)
