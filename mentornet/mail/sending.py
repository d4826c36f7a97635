"""Handing messages over to the mail server, one by one, over one connection.

This is the one place where mail leaves, and so where that of a test institution is kept back: whatever
it is, whoever it is for, and whichever door it came by.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from mentornet.mail.claims import MAX_ATTEMPTS, claimed, is_due
from mentornet.mail.marks import mark_of
from mentornet.mail.message import as_email
from mentornet.mail.models import CONFIDENTIAL, CONTENT, Lane, OutboxMessage

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# A task ends after so long, that its worker may do other work and can be asked to stop.
GIVES_WAY_AFTER = timedelta(minutes=1)
AFTER_SENDING = (
    "last_error",
    "state",
    "claimed_until",
    "created_at",
    "due_at",
    "sent_at",
    "recipient_mark",
    *CONTENT,
)
State = OutboxMessage.State
_INSTITUTION_OF_LOGIN = """(
    SELECT place.institution_id FROM profiles_membership place
    JOIN profiles_user login ON login.id = place.user_id WHERE lower(login.email) = lower(%s) LIMIT 1
)"""


def send_due(
    *, now: datetime | None = None, limit: int = 100, lanes: Sequence[Lane] = tuple(Lane)
) -> int:
    """Send up to *limit* messages of *lanes* that are due by *now*; how many are done with.

    One that fails is put off and stops no other. A server that is not there at all ends it: nothing
    is claimed then, and no message loses a try.
    """

    def clock() -> datetime:
        # What is asked for while this runs is due, too, and may go ahead of the rest.
        return now or timezone.now()

    if not is_due(lanes, now=clock()):
        return 0
    end = time.monotonic() + GIVES_WAY_AFTER.total_seconds()
    sent = tried = 0
    messages = claimed(lanes, clock=clock)
    with _line() as line:
        while tried < limit and time.monotonic() < end and line.is_open():
            message = next(messages, None)
            if message is None:
                break
            tried += 1
            if _send(message, line, clock()):
                sent += 1
            else:
                # Whatever state the connection is in, the next message starts with a new one.
                line.close()
    return sent


class _Line:
    """The connection to the mail server, opened when it is needed."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def is_open(self) -> bool:
        """Open it where it is not; whether the server is there."""
        try:
            self.connection.open()
        except Exception as error:
            logger.warning("The mail server cannot be reached: %s", error)
            return False
        return True

    def close(self) -> None:
        try:
            self.connection.close()
        except Exception as error:
            logger.debug("The mail server was gone before we said goodbye: %s", error)
        self.connection = get_connection()


@contextmanager
def _line() -> Iterator[_Line]:
    line = _Line()
    try:
        yield line
    finally:
        line.close()


def _send(message: OutboxMessage, line: _Line, now: datetime) -> bool:
    if message.is_of_sandbox:
        _keep_back(message, now)
        return True
    try:
        email = as_email(message)
        email.connection = line.connection
        email.send()
    except Exception as error:
        # Whatever went wrong with this one (an address, the server, its headers), others wait. What
        # the server says may name the address, so it stands in the row alone.
        reason = type(error).__name__
        logger.warning("Message %s failed, try %d: %s", message.pk, message.attempts, reason)
        _mark_tried(message, f"{reason}: {error}", now)
        return False
    _mark_sent(message, now)
    return True


def _keep_back(message: OutboxMessage, now: datetime) -> None:
    """Keep it as it is, for those who try their systems at the test institution."""
    rows = OutboxMessage.objects.filter(pk=message.pk, state=State.PENDING)
    values: dict[str, Any] = {"state": State.WITHHELD, "sent_at": now, "claimed_until": None}
    if message.institution_id is None:
        # A code or a link to sign in: whose it is, is known by its address alone.
        values["institution_id"] = RawSQL(_INSTITUTION_OF_LOGIN, [message.recipient])  # noqa: S611
    rows.update(**values)


def _mark_tried(message: OutboxMessage, error: str, now: datetime) -> None:
    """Put it off, or give it up after the last try; one that was cancelled meanwhile stays so."""
    waiting = OutboxMessage.objects.filter(pk=message.pk, state=State.PENDING)
    waiting.update(
        state=State.FAILED if message.attempts >= MAX_ATTEMPTS else State.PENDING,
        last_error=error,
        due_at=now + _wait_after(message.attempts),
        claimed_until=None,
    )


def _mark_sent(message: OutboxMessage, now: datetime) -> None:
    """Keep of it that it was sent; of a confidential one, not at which hour."""
    message.last_error = ""
    message.state = State.SENT
    message.sent_at = now
    message.claimed_until = None
    message.recipient_mark = mark_of(message.recipient)
    for name, empty in CONTENT.items():
        setattr(message, name, empty)
    if message.kind == CONFIDENTIAL:
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        message.sent_at = message.created_at = message.due_at = day
    message.save(update_fields=AFTER_SENDING)


def _wait_after(attempts: int) -> timedelta:
    """Twice as long each time, and up to half as long again, so that tries do not come in waves."""
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return wait * random.uniform(1, 1.5)  # noqa: S311  (no secret hangs on it)
