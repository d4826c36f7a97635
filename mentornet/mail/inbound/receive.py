"""One mail that has arrived: whose answer it is, whether to believe it, and that it was read.

An answer counts if the address that it was sent to holds the secret of a person's invitations, and
both its sender and the attendee it names are that person's own email. A mail is taken once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.message import Message
from email.utils import getaddresses
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentornet.mail import links
from mentornet.mail.errors import LinkError
from mentornet.mail.inbound.addresses import tokens_in
from mentornet.mail.inbound.itip import CalendarReply, Unreadable, read_replies
from mentornet.mail.models import InboundMessage
from mentornet.mail.purposes import Purpose
from mentornet.tenancy.scope import of_no_one, within

Outcome = InboundMessage.Outcome
Reader = Callable[[Any, list[CalendarReply]], bool]
MOST_TRIES = 5
KEPT = timedelta(days=90)
LONGEST_HEADER = 16_000
HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To")
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Have *reader* called with a membership and its answers; it says whether they were for it.

    It is called in a transaction, in the scope of the membership's institution.
    """
    if reader not in _readers:
        _readers.append(reader)


def receive(message: Message, *, recipients: Iterable[str] = ()) -> str:
    """Take a mail that came for *recipients* (and those its headers name); what became of it.

    Raise whatever goes wrong on our side: nothing is noted then, and the mail may come again.
    """
    named = [*recipients, *_addresses(message, *HEADERS)]
    mark = mark_of_message(message, tokens := tokens_in(named))
    with within(of_no_one()), transaction.atomic():
        row, new = InboundMessage.objects.get_or_create(mark=mark)
        if not new and row.outcome:
            return Outcome.REPEATED
        row.outcome = _take(message, tokens)
        row.save(update_fields=["outcome"])
    return row.outcome


def note_failure(raw: bytes) -> bool:
    """Count a try at a mail that went wrong; whether that was the last one.

    Of the mail nothing is read: that may be what went wrong.
    """
    mark = hashlib.sha256(b"failed\0" + raw).hexdigest()
    with within(of_no_one()), transaction.atomic():
        row, _new = InboundMessage.objects.select_for_update().get_or_create(mark=mark)
        row.attempts += 1
        if row.attempts >= MOST_TRIES:
            row.outcome = Outcome.FAILED
        row.save(update_fields=["attempts", "outcome"])
    return bool(row.outcome)


def purge_inbound(*, now: datetime | None = None) -> int:
    """Delete the notes of mails that were received more than KEPT ago; how many there were."""
    before = (now or timezone.now()) - KEPT
    return InboundMessage.objects.filter(received_at__lt=before).delete()[0]


def mark_of_message(message: Message, tokens: list[str]) -> str:
    """Return what a mail is known by: its id, with whom it is for; without an id, all of it."""
    name = next(iter(_headers(message, "Message-ID")), "").strip()
    said = name.encode(errors="surrogateescape") if name else message.as_bytes()
    return hashlib.sha256(b"\0".join([said, *(one.encode() for one in tokens)])).hexdigest()


def _take(message: Message, tokens: list[str]) -> str:
    if not tokens:
        return Outcome.UNKNOWN_ADDRESS
    try:
        member = links.look_up(Purpose.CALENDAR_REPLY, tokens[0]).membership
    except LinkError:
        return Outcome.UNKNOWN_ADDRESS
    # Whose it is comes first: what strangers send is not even read.
    own = member.user.email.lower() if member is not None else ""
    senders = [one.lower() for one in _addresses(message, "From")]
    if senders != [own]:
        return Outcome.OTHER_SENDER
    try:
        replies = read_replies(message)
    except Unreadable:
        return Outcome.UNREADABLE
    if not replies:
        return Outcome.NO_ANSWER
    if any(one.email != own for one in replies):
        return Outcome.OTHER_SENDER
    # All readers: what is for none of them was about something that is gone.
    taken = [reader(member, replies) for reader in _readers]
    return Outcome.ANSWERED if any(taken) else Outcome.OUT_OF_DATE


def _addresses(message: Message, *names: str) -> list[str]:
    try:
        found = getaddresses(_headers(message, *names))
    except RecursionError:
        # Comments in comments in comments.
        return []
    return [address for _name, address in found if "@" in address]


def _headers(message: Message, *names: str) -> list[str]:
    """Return headers as they came, without those that are longer than any mail program writes.

    Reading them as the standard library does can take hours for what is made to take hours.
    """
    wanted = {one.lower() for one in names}
    found = [str(value) for name, value in message.raw_items() if name.lower() in wanted]
    return [one for one in found if len(one) <= LONGEST_HEADER]
