"""Mail that must not be lost: a row first, sent later, by whichever worker claims it.

1. `queue_mail` writes a row under a unique key, in the caller's transaction: if the business
   does not happen, neither does the mail; if it happens twice, the second row is refused.
2. After the commit a Celery task is rung. If the broker is away, beat rings again.
3. `send_due` claims a batch with SELECT ... FOR UPDATE SKIP LOCKED and a lease, in one short
   transaction, so that any number of workers may run; what a dead worker had claimed is claimed
   again when its lease is over.
4. It sends them one by one over one connection, and marks each as sent before it goes on.
5. A message that fails waits, longer each time, and is parked after `MAX_ATTEMPTS`.
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
import random
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.utils import timezone

from mentornet.bell import ring
from mentornet.hours import is_open, next_slot
from mentornet.mail.marks import mark_of
from mentornet.mail.message import as_email
from mentornet.mail.models import CONTENT, OutboxMessage
from mentornet.tenancy.scope import in_institution

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
BATCH = 50
ACCOUNT = "account:"
# The kind of every confidential message: operators see that one was sent, and not of what.
CONFIDENTIAL = "message"
AFTER_A_TRY = (
    "attempts",
    "last_error",
    "due_at",
    "state",
    "created_at",
    "sent_at",
    "claimed_until",
    "recipient_mark",
    *CONTENT,
)
# Logins that wait for an email of their own have one here; nothing is sent to it.
NOWHERE = "waiting.invalid"
# What goes also to a login of which nobody has shown yet that its owner is behind it.
ABOUT_SIGN_IN = (ACCOUNT, "address_", "email_changed")
# Longer than any one message may take (EMAIL_TIMEOUT a step); a batch stops in time to hand back.
LEASE = timedelta(minutes=10)
LEAST_LEASE_LEFT = timedelta(minutes=3)


@dataclass(frozen=True)
class Letter:
    """What `queue_letters` writes to somebody: see `queue_mail`.

    With `zone`, the reader's time zone, it is sent within their working hours only. One that is
    `confidential` stands in the outbox under a kind and a key that do not tell what it is about.
    """

    key: str
    to: str
    subject: str
    template: str
    context: Mapping[str, Any]
    institution_id: UUID | None = None
    due_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: str = ""
    zone: str = ""
    confidential: bool = False

    @property
    def kind(self) -> str:
        return CONFIDENTIAL if self.confidential else self.template

    @property
    def row_key(self) -> str:
        return f"{CONFIDENTIAL}:{mark_of(self.key)}" if self.confidential else self.key


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    institution: Any = None,
    due_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    calendar: str = "",
    confidential: bool = False,
) -> OutboxMessage:
    """Put a message in the outbox, once per `key`, as part of the caller's transaction.

    `templates/mail/<template>.txt` is rendered now, and `.html` beside it where there is one;
    both also get `site_url`. A second call with the same key returns the first message, as it is.
    """
    letter = Letter(
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
    )
    with in_institution(institution.pk) if institution else nullcontext():
        return _queue(letter)


def _queue(letter: Letter) -> OutboxMessage:
    if existing := OutboxMessage.objects.filter(key=letter.row_key).first():
        return existing
    message = _message(letter, timezone.now())
    if letter.institution_id is None:
        return _put_blindly(message)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        # Another transaction was first with this key.
        return OutboxMessage.objects.get(key=letter.row_key)
    ring("mentornet.tasks.send_due_mail")
    return message


def _put_blindly(message: OutboxMessage) -> OutboxMessage:
    """Write a row of no institution, once per key: the role that writes it cannot read it back."""
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    ring("mentornet.tasks.send_due_mail")
    return message


def queue_rendered(email: EmailMessage, *, key: str, kind: str) -> OutboxMessage:
    """Put a message that somebody else wrote (the sign-in library) in the outbox."""
    html = [str(one.content) for one in getattr(email, "alternatives", ())]
    return _put_blindly(
        OutboxMessage(
            key=key,
            kind=f"{ACCOUNT}{kind}"[:100],
            recipient=email.to[0],
            recipient_mark=mark_of(email.to[0]),
            subject=" ".join(str(email.subject).split())[:250],
            body_text=str(email.body),
            body_html=html[0] if html else "",
            due_at=timezone.now(),
        )
    )


def queue_letters(letters: Sequence[Letter], *, now: datetime | None = None) -> None:
    """Put many messages in the outbox with one statement; those whose key is there are left."""
    moment = now or timezone.now()
    if letters:
        OutboxMessage.objects.bulk_create(
            (_message(letter, moment) for letter in letters), ignore_conflicts=True
        )
        ring("mentornet.tasks.send_due_mail")


def _message(letter: Letter, now: datetime) -> OutboxMessage:
    if letter.to.endswith(f"@{NOWHERE}"):
        return OutboxMessage(
            key=letter.row_key,
            institution_id=letter.institution_id,
            kind=letter.kind,
            due_at=letter.due_at or now,
            state=OutboxMessage.State.CANCELLED,
            **CONTENT,
        )
    text, html = _render(letter.template, {"site_url": settings.SITE_URL, **letter.context})
    return OutboxMessage(
        key=letter.row_key,
        institution_id=letter.institution_id,
        kind=letter.kind,
        recipient=letter.to,
        recipient_mark=mark_of(letter.to),
        subject=" ".join(letter.subject.split())[:250],
        body_text=text,
        body_html=html,
        headers=dict(letter.headers),
        calendar=letter.calendar,
        due_at=letter.due_at or now,
        zone=letter.zone,
    )


def cancel(key_prefix: str) -> int:
    """Cancel the waiting messages whose key starts so; how many there were."""
    waiting = OutboxMessage.objects.filter(
        key__startswith=key_prefix, state=OutboxMessage.State.PENDING
    )
    return waiting.update(state=OutboxMessage.State.CANCELLED, **CONTENT)


def forget_optional(kind: str, recipient: str) -> int:
    """Cancel what waits of one kind for an address that wants no more of it; how many there were."""
    waiting = OutboxMessage.objects.filter(
        kind=kind, recipient__iexact=recipient, state=OutboxMessage.State.PENDING
    )
    return waiting.update(state=OutboxMessage.State.CANCELLED, **CONTENT)


def try_again(messages: models.QuerySet[OutboxMessage]) -> int:
    """Give parked messages that were not cleared all their tries again; how many there were."""
    parked = messages.filter(state=OutboxMessage.State.PARKED).exclude(recipient="")
    return parked.update(
        state=OutboxMessage.State.PENDING, attempts=0, due_at=timezone.now(), claimed_until=None
    )


def send_due(*, now: datetime | None = None, limit: int = 100) -> int:
    """Send up to `limit` messages that are due by `now`, oldest first; how many went out.

    One that fails is put off and stops no other. A server that is not there at all ends the
    batch: what is left of it can be claimed again at once, and has lost no try.
    """
    clock = now or timezone.now()
    sent = tried = 0
    while tried < limit:
        batch, more = _claim(clock, min(BATCH, limit - tried))
        if not more:
            break
        tried += len(batch)
        if not batch:
            continue
        done, reached = _send_batch(batch, clock)
        sent += done
        if not reached:
            break
    return sent


@transaction.atomic
def _claim(now: datetime, size: int) -> tuple[list[OutboxMessage], bool]:
    """Claim up to *size* messages to send now; those, and whether more may be due.

    What somebody waits for goes ahead of what is for working hours: a sign-in code does not stand
    behind a morning's check-ins.
    """
    free = models.Q(claimed_until=None) | models.Q(claimed_until__lte=now)
    due = OutboxMessage.objects.filter(free, state=OutboxMessage.State.PENDING, due_at__lte=now)
    rows = due.exclude(_withheld()).select_for_update(skip_locked=True, of=("self",))
    rows = rows.order_by("due_at", "id")
    found = list(rows.filter(zone="")[:size])
    found += rows.exclude(zone="")[: size - len(found)]
    late = [one for one in found if one.zone and not is_open(now, zone=ZoneInfo(one.zone))]
    for one in late:
        person = uuid.uuid5(uuid.NAMESPACE_URL, one.recipient)
        one.due_at = next_slot(person, after=now, zone=ZoneInfo(one.zone))
    OutboxMessage.objects.bulk_update(late, ["due_at"])
    batch = [one for one in found if one not in late]
    OutboxMessage.objects.filter(pk__in=[one.pk for one in batch]).update(claimed_until=now + LEASE)
    return batch, bool(found)


def _withheld() -> models.Q:
    """Mail to a login whose owner has not shown yet that it is theirs: it waits until they do."""
    unproven = get_user_model().objects.filter(unproven_since__isnull=False)
    kept = models.Q(recipient__in=unproven.values(low=Lower("email")))
    for kind in ABOUT_SIGN_IN:
        kept &= ~models.Q(kind__startswith=kind)
    return kept


def _send_batch(batch: Sequence[OutboxMessage], now: datetime) -> tuple[int, bool]:
    """Send a claimed batch; how many went out, and whether the server could be reached."""
    give_up_at = time.monotonic() + (LEASE - LEAST_LEASE_LEFT).total_seconds()
    left = list(batch)
    sent = 0
    try:
        connection = get_connection()
        try:
            connection.open()
        except Exception as error:
            # No message is to blame, and none pays for it with a try: all wait for the next bell.
            logger.warning("The mail server cannot be reached: %s", error)
            _put_off(batch, now, f"{type(error).__name__}: {error}")
            return 0, False
        while left and time.monotonic() < give_up_at:
            message = left.pop(0)
            if not _send(message, connection, now):
                # Whatever state the connection is in, the next message starts with a new one.
                _close(connection)
                connection = get_connection()
            else:
                sent += 1
        _close(connection)
    finally:
        OutboxMessage.objects.filter(pk__in=[one.pk for one in left]).update(claimed_until=None)
    return sent, True


def _put_off(batch: Sequence[OutboxMessage], now: datetime, error: str) -> None:
    OutboxMessage.objects.filter(pk__in=[one.pk for one in batch]).update(
        due_at=now + _wait_after(1), last_error=error, claimed_until=None
    )


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception as error:
        logger.debug("The mail server was gone before we said goodbye: %s", error)


def _send(message: OutboxMessage, connection: Any, now: datetime) -> bool:
    message.attempts += 1
    try:
        email = as_email(message)
        email.connection = connection
        email.send()
    except Exception as error:
        # Whatever went wrong with this one (an address, the server, its headers), others wait. What
        # the server says may name the address, so it stands in the row alone.
        reason = type(error).__name__
        logger.warning("Message %s failed, try %d: %s", message.pk, message.attempts, reason)
        message.last_error = f"{type(error).__name__}: {error}"
        message.due_at = now + _wait_after(message.attempts)
        if message.attempts >= MAX_ATTEMPTS:
            message.state = OutboxMessage.State.PARKED
    else:
        _mark_sent(message, now)
    message.claimed_until = None
    message.save(update_fields=AFTER_A_TRY)
    return message.state == OutboxMessage.State.SENT


def _mark_sent(message: OutboxMessage, now: datetime) -> None:
    """Keep of it that it was sent; of a confidential one, not at which hour."""
    message.last_error = ""
    message.state = OutboxMessage.State.SENT
    message.sent_at = now
    message.recipient_mark = mark_of(message.recipient)
    for name, empty in CONTENT.items():
        setattr(message, name, empty)
    if message.kind == CONFIDENTIAL:
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        message.sent_at = message.created_at = message.due_at = day


def _wait_after(attempts: int) -> timedelta:
    """Twice as long each time, and up to half as long again, so that tries do not come in waves."""
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    return wait * random.uniform(1, 1.5)  # noqa: S311  (no secret hangs on it)


def _render(template: str, context: dict[str, Any]) -> tuple[str, str]:
    # A text is not HTML: an apostrophe stays one.
    plain = Engine.get_default().get_template(f"mail/{template}.txt")
    text = plain.render(Context(context, autoescape=False))
    try:
        return text, render_to_string(f"mail/{template}.html", context)
    except TemplateDoesNotExist:
        return text, ""
