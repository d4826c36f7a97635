from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Collate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentornet.mail.purposes import PURPOSES, Purpose
from mentornet.tenancy import Row

STANDING = sorted(name for name, terms in PURPOSES.items() if terms.standing)

# What is kept until a message is sent or canceled, and what stands there then.
CONTENT: dict[str, Any] = {
    "recipient": "",
    "subject": "",
    "body_text": "",
    "body_html": "",
    "headers": {},
    "calendar": "",
}
# The kind of every confidential message: operators see that one was sent, and not of what.
CONFIDENTIAL = "message"


class Lane(models.IntegerChoices):
    """How urgent a message is: what is in a lower lane goes ahead of all that is in a higher one."""

    URGENT = 0, _("Urgent: someone is waiting for it")
    STANDARD = 1, _("Standard: tells people about something that someone did")
    BULK = 2, _("Bulk: goes to many people, or waits for working hours")


# What directors read that it was sent: messages that programs and rosters cause. Not those of surveys, whose
# reminders go to those who have not answered; and none that one person causes for another.
LISTED = (
    "activation",
    "enrolled",
    "enrollment_answer",
    "enrollment_closed",
    "enrollment_confirm",
    "enrollment_withdrawn_for",
    "group_made",
    "group_waiting",
    "pair_made",
    "pair_waiting",
    "program_dates_changed",
    "program_ended",
    "program_invitation",
    "sessions_changed",
)

# Whose turn a message is: its institution's; what belongs to none has a turn of its own.
NO_INSTITUTION = uuid.UUID(int=0)
TURN = Coalesce("institution", models.Value(NO_INSTITUTION), output_field=models.UUIDField())
# Compared byte by byte: then all keys that begin alike stand together in the index.
BY_KEY = Collate("key", "C")


class OutboxMessage(Row):
    """One message to one address: what it says until it is sent, when it is due, what became of it."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Canceled")
        WITHHELD = "withheld", _("Not sent, because it is of a test institution")

    key = models.CharField(_("key"), max_length=200)
    institution = models.ForeignKey(
        "profiles.Institution",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=100)
    recipient = models.EmailField(blank=True)
    recipient_mark = models.CharField(max_length=32, blank=True, db_default="", editable=False)
    subject = models.CharField(max_length=250, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    calendar = models.TextField(blank=True)
    lane = models.SmallIntegerField(choices=Lane, default=Lane.STANDARD, db_default=Lane.STANDARD)
    due_at = models.DateTimeField(_("due at"))
    zone = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    # Said by the claim (see claims.py): whether it is of a test institution. Without one, it stays here.
    is_of_sandbox = True

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = [models.UniqueConstraint(fields=["key"], name="outbox_key_once")]
        # Whatever else is looked for waits: each index that sent rows stand in, too, is written to
        # twice a message, and the slower the more of them there are.
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                condition=~models.Q(state="sent"),
                name="outbox_unsent",
            ),
            models.Index(BY_KEY, condition=models.Q(state="pending"), name="outbox_waiting_key"),
            models.Index(
                models.F("lane"),
                TURN,
                models.F("due_at"),
                condition=models.Q(state="pending"),
                name="outbox_turn",
            ),
            models.Index(
                fields=["due_at"],
                condition=~models.Q(state="pending") & ~models.Q(recipient=""),
                name="outbox_uncleared",
            ),
            models.Index(
                fields=["institution", "created_at", "id"],
                condition=models.Q(kind__in=LISTED),
                name="outbox_listed",
            ),
            models.Index(
                fields=["institution", "-sent_at", "id"],
                condition=models.Q(state="withheld"),
                name="outbox_withheld",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def message_id(self) -> str:
        """The Message-ID, the same for every attempt."""
        site = urlsplit(settings.SITE_URL).hostname
        return f"<{uuid.uuid5(uuid.NAMESPACE_URL, self.key)}@{site}>"


class InboundMessage(Row):
    """That one mail was received, and what became of it: not from whom, nor what it said.

    `mark` is a hash of its Message-ID and of the address that it came for: a mail is taken once.
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Saved as an answer to a meeting")
        OUT_OF_DATE = (
            "out_of_date",
            _("The meeting is over, was moved, or was answered again later"),
        )
        NO_ANSWER = "no_answer", _("Has no calendar answer in it")
        UNREADABLE = "unreadable", _("Has a calendar part that can’t be read")
        UNKNOWN_ADDRESS = "unknown_address", _("Sent to an address that no one has")
        OTHER_SENDER = "other_sender", _("Sent from an address that is not the person’s")
        FAILED = "failed", _("Could not be processed. See the log.")
        REPEATED = "repeated", _("Processed before")

    mark = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark"], name="inbound_once")]
        indexes = [models.Index(fields=["received_at"], name="inbound_received")]

    def __str__(self) -> str:
        return f"inbound message {self.pk} ({self.outcome})"


class Link(Row):
    """One link that was sent: what for, to whom, until when, and what became of it.

    The token stands only in the message; here is its SHA-256. The table is read before anyone is
    known to be at an institution, so it belongs to none: `institution` says whose matter it is.
    `subject` names the row that it is about, as `label_lower:key`.
    """

    class State(models.TextChoices):
        LIVE = "live", pgettext_lazy("link", "Active")
        USED = "used", pgettext_lazy("link", "Used")
        REVOKED = "revoked", pgettext_lazy("link", "Revoked")

    purpose = models.CharField(max_length=30, choices=Purpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    membership = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(blank=True)
    institution = models.ForeignKey(
        "profiles.Institution",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    subject = models.CharField(max_length=200, blank=True)
    token_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="link_token_once"),
            models.UniqueConstraint(
                fields=["purpose", "membership", "subject"],
                condition=models.Q(state="live", purpose__in=STANDING),
                name="link_standing_once",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False)
                | models.Q(membership__isnull=False)
                | ~models.Q(address=""),
                name="link_has_a_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(state="live", ended_at=None)
                | (~models.Q(state="live") & models.Q(ended_at__isnull=False)),
                name="link_end_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject"], condition=models.Q(state="live"), name="link_live_subject"
            ),
            models.Index(fields=["expires_at"], name="link_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk} ({self.state})"
