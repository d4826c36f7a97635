"""Endpoints of institutions, the events they are told of, and the deliveries on their way."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet import crypto
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet, OfInstitution
from mentornet.webhooks.events import BY_NAME, Event, StrOrPromise

ALL = "*"


class WebhookEndpointQuerySet(InstitutionScopedQuerySet):
    def listening(self, event: Event) -> WebhookEndpointQuerySet:
        """The endpoints that want *event* and may have it; with the disabled ones: events wait for them."""
        wanted = models.Q(events__contains=[event.name]) | models.Q(events__contains=[ALL])
        may = models.Q(client=None) | models.Q(
            client__revoked_at=None, client__scopes__contains=[event.scope]
        )
        return self.filter(wanted, may)

    def with_mode(self) -> WebhookEndpointQuerySet:
        """Let each say whether it is of a test institution."""
        return self.annotate(is_of_sandbox=models.Q(institution__sandbox_of__isnull=False))


class WebhookEndpoint(InstitutionScoped):
    """An address of the institution that receives events, and how it has answered."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        DISABLED = "disabled", _("Turned off after three days without an answer")

    url = models.URLField(max_length=500)
    name = models.CharField(max_length=100, blank=True)
    events = ArrayField(models.CharField(max_length=60))
    # Which client decided the address and the events; None: a director did. It is told of what that client
    # may read, and no more.
    client = models.ForeignKey(
        "profiles.ApiClient", null=True, on_delete=models.CASCADE, related_name="+", editable=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    sealed_secret = models.TextField(editable=False)
    sealed_old_secret = models.TextField(blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(max_length=400, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # Said by `with_mode`; of one that was read without it, events would not say that they are a test.
    is_of_sandbox: bool

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["institution", "state"], name="webhook_endpoint_own")]

    def __str__(self) -> str:
        # Never the whole address, which can hold a key: operators read this.
        return self.name or urlsplit(self.url).hostname or ""

    @property
    def secret(self) -> str:
        """The secret in force, as the receiver holds it."""
        return crypto.decrypt(self.sealed_secret)

    def secrets_at(self, now: datetime) -> list[str]:
        """The secrets that sign now: two of them for a day after a change.

        Raise InvalidToken where the one in force was sealed with a key that is lost.
        """
        found = [self.secret]
        if self.sealed_old_secret and self.old_secret_until and self.old_secret_until > now:
            with suppress(InvalidToken):
                found.append(crypto.decrypt(self.sealed_old_secret))
        return found


class WebhookEvent(InstitutionScoped):
    """An event of one row, with the body as it is sent."""

    name = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="webhook_event_age")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def label(self) -> StrOrPromise:
        """What it is, in words; its bare name where a later version has dropped the kind."""
        return BY_NAME[self.name].label if self.name in BY_NAME else self.name

    @property
    def message_id(self) -> str:
        """The id of the message, the same in every attempt and replay."""
        return f"evt_{self.pk.hex}"


class WebhookDeliveryQuerySet(InstitutionScopedQuerySet):
    def told(self, now: datetime) -> WebhookDeliveryQuerySet:
        """Return what may be told by *now*: an event that can be taken back is no one's until it is due."""
        return self.exclude(attempts=0, due_at__gt=now)


class WebhookDelivery(OfInstitution):
    """One event on its way to one endpoint. The keys count up: they are the order."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed after three days")

    id = models.BigAutoField(primary_key=True)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=400, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="pending"),
                name="webhook_delivery_due",
            ),
            models.Index(
                fields=["endpoint", "subject_id", "id"],
                condition=models.Q(state="pending"),
                name="webhook_delivery_order",
            ),
            models.Index(
                fields=["claimed_until"],
                condition=models.Q(state="pending", claimed_until__isnull=False),
                name="webhook_delivery_under_way",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
