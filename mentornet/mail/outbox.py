"""Mail that must not be lost: a row first, sent later, by whichever worker claims it.

1. `queue_message` writes a row under a unique key, in the caller's transaction: if the business
   does not happen, neither does the mail; if it happens twice, the second row is refused.
2. After the commit a Celery task is sent, once a transaction. If the broker is away, beat sends it.
3. `send_due` claims one message at a time (see mail/claims.py), so that any number of workers may
   run: what is urgent first, then each institution in its turn. What a dead worker had claimed is
   claimed again when its lease is over.
4. It hands each over and marks it as sent before it claims the next, all over one connection.
5. A message that fails waits, longer each time, and has failed for good after `MAX_ATTEMPTS`. One
   that cannot be written in the first place has failed at once; the others of its set go on.
   It is written in the language and the time zone in which it was asked for: see `read_by` of
   mentornet/languages.py.
6. What it says and to whom is kept until then; of a sent message stay its kind, times and state,
   and a mark by which whoever knows an address finds what was sent there.
7. One that names its reader's time zone is for working hours only: what a server that was away has
   kept until the night waits for the morning.

A worker that dies between the mail server's yes and its mark is the only way to a second copy:
at most one message a worker. The Message-ID is derived from the key, so mail systems can see
that it is the same message.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils import timezone

from mentornet.jobs.wake import enqueue_on_commit
from mentornet.languages import Reading, Text, reading, reading_now
from mentornet.mail.addresses import NOWHERE
from mentornet.mail.claims import ACCOUNT, LEASE, MAX_ATTEMPTS
from mentornet.mail.marks import mark_of
from mentornet.mail.models import BY_KEY, CONFIDENTIAL, CONTENT, Lane, OutboxMessage
from mentornet.mail.rendering import Templates, why_not_rendered
from mentornet.mail.sending import FIRST_WAIT, send_due
from mentornet.tenancy.scope import in_institution

__all__ = [
    "FIRST_WAIT",
    "LEASE",
    "MAX_ATTEMPTS",
    "Lane",
    "Message",
    "OutboxMessage",
    "cancel",
    "cancel_optional",
    "cancel_to",
    "queue_message",
    "queue_messages",
    "queue_rendered",
    "send_due",
    "try_again",
]

logger = logging.getLogger(__name__)

# A larger set is bulk: messages from one person to another are sent before it.
FEW = 20
A_STATEMENT = 1_000
TASKS = {
    Lane.URGENT: "mentornet.tasks.send_urgent_mail",
    Lane.STANDARD: "mentornet.tasks.send_due_mail",
    Lane.BULK: "mentornet.tasks.send_due_mail",
}


@dataclass(frozen=True)
class Message:
    """A message for `queue_messages`; its fields are the arguments of `queue_message`.

    With `zone`, the reader's time zone, it is sent within their working hours only. One that is
    `confidential` stands in the outbox under a kind and a key that do not tell what it is about.
    `lane` None: as one of a small set or of a large one. `reading`: the language and the time zone
    in which the message is written; those in force where it is made.
    """

    key: str
    to: str
    subject: Text
    template: str
    context: Mapping[str, Any]
    institution_id: UUID | None = None
    due_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: str = ""
    zone: str = ""
    confidential: bool = False
    lane: Lane | None = None
    reading: Reading = field(default_factory=reading_now)

    @property
    def kind(self) -> str:
        return CONFIDENTIAL if self.confidential else self.template

    @property
    def row_key(self) -> str:
        return f"{CONFIDENTIAL}:{mark_of(self.key)}" if self.confidential else self.key


def queue_message(
    *,
    key: str,
    to: str,
    subject: Text,
    template: str,
    context: Mapping[str, Any],
    institution: Any = None,
    due_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    calendar: str = "",
    confidential: bool = False,
    lane: Lane | None = None,
) -> OutboxMessage:
    """Put a message in the outbox, once per `key`, as part of the caller's transaction.

    `templates/mail/<template>.txt` is rendered now, and `.html` beside it where there is one;
    both also get `site_url`. A second call with the same key returns the first message, as it is.
    A message that cannot be rendered is stored as failed, with the reason.
    """
    message = Message(
        key=key,
        to=to,
        subject=subject,
        template=template,
        context=context,
        institution_id=institution.pk if institution else None,
        due_at=due_at,
        headers=dict(headers or {}),
        calendar=calendar,
        confidential=confidential,
        lane=lane,
    )
    with in_institution(institution.pk) if institution else nullcontext():
        return _queue(message)


def _queue(message: Message) -> OutboxMessage:
    if existing := OutboxMessage.objects.filter(key=message.row_key).first():
        return existing
    row = build_row(message, now=timezone.now())
    if message.institution_id is None:
        return _store_unread(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Another transaction was first with this key.
        return OutboxMessage.objects.get(key=message.row_key)
    wake(row.lane)
    return row


def _store_unread(row: OutboxMessage) -> OutboxMessage:
    """Store a row without an institution, once per key: the role that writes it cannot read it."""
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)
    wake(row.lane)
    return row


def queue_rendered(
    email: EmailMessage, *, key: str, kind: str, lane: Lane = Lane.URGENT
) -> OutboxMessage:
    """Queue a message that the sign-in library has rendered. Urgent, because a person waits for it."""
    html = [str(one.content) for one in getattr(email, "alternatives", ())]
    return _store_unread(
        OutboxMessage(
            key=key,
            kind=f"{ACCOUNT}{kind}"[:100],
            recipient=email.to[0],
            recipient_mark=mark_of(email.to[0]),
            subject=" ".join(str(email.subject).split())[:250],
            body_text=str(email.body),
            body_html=html[0] if html else "",
            lane=lane,
            due_at=timezone.now(),
        )
    )


def queue_messages(messages: Sequence[Message], *, now: datetime | None = None) -> None:
    """Put many messages in the outbox, a thousand a statement. Skip those whose key exists.

    A message that cannot be rendered is stored as failed, with the reason; the others are queued.
    """
    moment, templates = now or timezone.now(), Templates()
    lane = Lane.BULK if len(messages) > FEW else Lane.STANDARD
    for at in range(0, len(messages), A_STATEMENT):
        rows = [
            build_row(one, now=moment, lane=lane, templates=templates)
            for one in messages[at : at + A_STATEMENT]
        ]
        OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
        wake(*(one.lane for one in rows))


def not_yet_queued(messages: Sequence[Message]) -> list[Message]:
    """Return those of *messages* whose key is not in the outbox. One query a thousand."""
    found: list[Message] = []
    for at in range(0, len(messages), A_STATEMENT):
        part = messages[at : at + A_STATEMENT]
        rows = OutboxMessage.objects.filter(key__in=[one.row_key for one in part])
        there = set(rows.values_list("key", flat=True))
        found += [one for one in part if one.row_key not in there]
    return found


def wake(*lanes: int) -> None:
    """Enqueue the tasks that send these lanes, once the current transaction is committed."""
    for task in sorted({TASKS[Lane(one)] for one in lanes}):
        enqueue_on_commit(task)


def build_row(
    message: Message,
    *,
    now: datetime,
    lane: Lane = Lane.STANDARD,
    templates: Templates | None = None,
) -> OutboxMessage:
    """Return the unsaved outbox row of *message*; its state is FAILED if it cannot be rendered."""
    row = OutboxMessage(
        key=message.row_key,
        institution_id=message.institution_id,
        kind=message.kind,
        due_at=message.due_at or now,
        lane=_lane_of(message, lane),
        zone=message.zone,
    )
    if message.to.endswith(f"@{NOWHERE}"):
        row.state = OutboxMessage.State.CANCELLED
        return row
    row.recipient_mark = mark_of(message.to)
    try:
        with reading(message.reading):
            subject = str(message.subject)
            text, html = (templates or Templates()).render(message.template, message.context)
    except DatabaseError:
        # Nothing can be written in this transaction any more: whoever began it begins again.
        raise
    except Exception as error:
        row.state, row.last_error = OutboxMessage.State.FAILED, why_not_rendered(error)
        logger.error("Message %s of kind %s: %s", row.pk, row.kind, row.last_error)
        return row
    row.recipient, row.subject = message.to, " ".join(subject.split())[:250]
    row.body_text, row.body_html = text, html
    row.headers, row.calendar = dict(message.headers), message.calendar
    return row


def _lane_of(message: Message, otherwise: Lane) -> Lane:
    if message.lane is not None:
        return message.lane
    return Lane.BULK if message.zone else otherwise


def cancel(key_prefix: str) -> int:
    """Cancel the waiting messages whose key starts so; how many there were."""
    # As a range of bytes: unlike LIKE it may use an index where policies hold the caller.
    end = key_prefix[:-1] + chr(ord(key_prefix[-1]) + 1)
    waiting = OutboxMessage.objects.alias(by_key=BY_KEY).filter(
        by_key__gte=key_prefix, by_key__lt=end, state=OutboxMessage.State.PENDING
    )
    return waiting.update(state=OutboxMessage.State.CANCELLED, **CONTENT)


def cancel_optional(kind: str, recipient: str) -> int:
    """Cancel what waits of one kind for an address that wants no more of it; how many there were."""
    waiting = OutboxMessage.objects.filter(
        kind=kind, recipient__iexact=recipient, state=OutboxMessage.State.PENDING
    )
    return waiting.update(state=OutboxMessage.State.CANCELLED, **CONTENT)


def cancel_to(recipient: str, *, key_suffix: str) -> int:
    """Cancel what waits for an address under keys that end so; how many there were."""
    waiting = OutboxMessage.objects.filter(
        recipient__iexact=recipient, key__endswith=key_suffix, state=OutboxMessage.State.PENDING
    )
    return waiting.update(state=OutboxMessage.State.CANCELLED, **CONTENT)


def try_again(messages: models.QuerySet[OutboxMessage]) -> int:
    """Give failed messages that still say something all their tries again; how many there were."""
    failed = (
        messages.filter(state=OutboxMessage.State.FAILED)
        .exclude(recipient="")
        .exclude(body_text="")
    )
    count = failed.update(
        state=OutboxMessage.State.PENDING, attempts=0, due_at=timezone.now(), claimed_until=None
    )
    wake(Lane.URGENT, Lane.STANDARD)
    return count
