"""Mail that must not be lost: a row first, sent later, by whichever worker claims it.

1. `queue_mail` writes a row under a unique key, in the caller's transaction: if the business
   does not happen, neither does the mail; if it happens twice, the second row is refused.
2. After the commit a Celery task is rung. If the broker is away, beat rings again.
3. `send_due` claims one row at a time with SELECT ... FOR UPDATE SKIP LOCKED and sends it while
   it holds the lock, so that any number of workers may run.
4. A message that fails waits, longer each time, and is parked after `MAX_ATTEMPTS`.

A worker that dies between the mail server's yes and its own commit sends again; the Message-ID
is derived from the key, so mail systems can see that it is the same message.
"""

from __future__ import annotations

import logging
import random
import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, models, transaction
from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.utils import timezone

from mentornet.bell import ring
from mentornet.tenancy import Row

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


class OutboxMessage(Row):
    """One message to one address: what it says, when it is due, what became of it."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        SENT = "sent", "Sent"
        PARKED = "parked", "Parked after too many failures"
        CANCELLED = "cancelled", "Cancelled"

    key = models.CharField(max_length=200, unique=True)
    institution = models.ForeignKey(
        "profiles.Institution", null=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=100)
    recipient = models.EmailField()
    subject = models.CharField(max_length=250)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    calendar = models.TextField(blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient} ({self.state})"

    @property
    def message_id(self) -> str:
        """The same for every try at this message."""
        site = urlsplit(settings.SITE_URL).hostname
        return f"<{uuid.uuid5(uuid.NAMESPACE_URL, self.key)}@{site}>"


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
) -> OutboxMessage:
    """Put a message in the outbox, once per `key`, as part of the caller's transaction.

    `templates/mail/<template>.txt` is rendered now, and `.html` beside it where there is one;
    both also get `site_url`. A second call with the same key returns the first message, as it is.
    """
    if existing := OutboxMessage.objects.filter(key=key).first():
        return existing
    text, html = _render(template, {"site_url": settings.SITE_URL, **context})
    message = OutboxMessage(
        key=key,
        institution=institution,
        kind=template,
        recipient=to,
        subject=" ".join(subject.split())[:250],
        body_text=text,
        body_html=html,
        headers=dict(headers or {}),
        calendar=calendar,
        due_at=due_at or timezone.now(),
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        # Another transaction was first with this key.
        return OutboxMessage.objects.get(key=key)
    ring("mentornet.tasks.send_due_mail")
    return message


def cancel(key_prefix: str) -> int:
    """Cancel the waiting messages whose key starts so; how many there were."""
    waiting = OutboxMessage.objects.filter(
        key__startswith=key_prefix, state=OutboxMessage.State.PENDING
    )
    return waiting.update(state=OutboxMessage.State.CANCELLED)


def send_due(*, now: datetime | None = None, limit: int = 100) -> int:
    """Send up to `limit` messages that are due by `now`, oldest first; how many went out.

    Each message is its own transaction: one that fails is put off and stops no other.
    """
    now = now or timezone.now()
    sent = 0
    for _ in range(limit):
        with transaction.atomic():
            message = _claim(now)
            if message is None:
                break
            sent += _send(message, now)
    return sent


def _claim(now: datetime) -> OutboxMessage | None:
    due = OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING, due_at__lte=now)
    return due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "id").first()


def _send(message: OutboxMessage, now: datetime) -> bool:
    message.attempts += 1
    try:
        _as_email(message).send()
    except Exception as error:
        # Whatever went wrong with this one (an address, the server, its headers), others wait.
        logger.warning("Mail %s failed, try %d: %s", message.key, message.attempts, error)
        message.last_error = f"{type(error).__name__}: {error}"
        message.due_at = now + _wait_after(message.attempts)
        if message.attempts >= MAX_ATTEMPTS:
            message.state = OutboxMessage.State.PARKED
    else:
        message.last_error = ""
        message.sent_at = now
        message.state = OutboxMessage.State.SENT
    message.save(update_fields=["attempts", "last_error", "due_at", "state", "sent_at"])
    return message.state == OutboxMessage.State.SENT


def _as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        to=[message.recipient],
        headers={**message.headers, "Message-ID": message.message_id},
    )
    if message.body_html:
        email.attach_alternative(message.body_html, "text/html")
    if message.calendar:
        # Calendars act on the method only where the type of the part names it too (RFC 6047).
        method = re.search(r"^METHOD:(\w+)", message.calendar, re.MULTILINE)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        email.attach("calendar.ics", message.calendar, kind)
    return email


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
