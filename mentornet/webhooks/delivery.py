"""Events that an institution's own systems are told of: rows first, sent later, in order.

1. `announce` writes an event and a delivery for each endpoint that wants it, in the transaction
   of what happened. Without an endpoint nothing is written.
2. `deliver_due` claims deliveries under a lease with SELECT ... FOR UPDATE SKIP LOCKED: at most one
   of each subject, and none while an earlier one of that subject waits. So what happens to one
   row arrives in its order, and any number of workers may run.
3. It posts them side by side, signed by the Standard Webhooks convention, and marks each.
4. What fails waits, longer each time. After three days without an answer it is given up, and an
   endpoint that took nothing in that time is switched off; `endpoint_disabled` tells.

A worker that dies between the answer and its mark sends again after the lease, under the same id:
each event arrives at least once.
"""

from __future__ import annotations

import base64
import json
import logging
import random
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook

from mentornet.crypto import reseal, seal, unseal
from mentornet.jobs.lease import claim
from mentornet.jobs.wake import enqueue_on_commit
from mentornet.safe_http import Answer, Unreachable, UnsafeTarget, post
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet, OfInstitution
from mentornet.webhooks.events import BY_NAME, EVENTS, Event, Facts, StrOrPromise, facts

logger = logging.getLogger(__name__)

ALL = "*"
CHOOSABLE = [ALL, *(event.name for event in EVENTS if event.name != "webhook.test")]
BATCH = 20
AT_ONCE = 10
# Longer than a whole batch can take: see outward.DEADLINE_SECONDS.
LEASE = timedelta(minutes=3)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)
# An endpoint that does not answer is left alone for a while, whatever waits for it.
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
OVERLAP = timedelta(hours=24)
KEPT = timedelta(days=30)
GONE = 410

endpoint_disabled = Signal()
"""Sent with `endpoint=` inside the transaction in which an endpoint is switched off for failing."""


class WebhookEndpointQuerySet(InstitutionScopedQuerySet):
    def listening(self, name: str) -> WebhookEndpointQuerySet:
        """Those that want the event *name*, the switched-off ones included: what they miss waits."""
        return self.filter(models.Q(events__contains=[name]) | models.Q(events__contains=[ALL]))


class WebhookEndpoint(InstitutionScoped):
    """An address of the institution's that is told of events, and how it has answered lately."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        DISABLED = "disabled", _("Switched off after three days without an answer")

    url = models.URLField(max_length=500)
    name = models.CharField(max_length=100, blank=True)
    events = ArrayField(models.CharField(max_length=60))
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

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["institution", "state"], name="webhook_endpoint_own")]

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def secret(self) -> str:
        """The secret in force, as the receiver holds it."""
        return unseal(self.sealed_secret)

    def secrets_at(self, now: datetime) -> list[str]:
        """The secrets that sign now: two of them for a day after a change.

        Raises InvalidToken where the one in force was sealed with a key that is lost.
        """
        found = [self.secret]
        if self.sealed_old_secret and self.old_secret_until and self.old_secret_until > now:
            with suppress(InvalidToken):
                found.append(unseal(self.sealed_old_secret))
        return found


class WebhookEvent(InstitutionScoped):
    """What happened to one row, in the words that are sent, once and for all."""

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
        """The same in every try and every replay: receivers know by it what they have had."""
        return f"evt_{self.pk.hex}"


class WebhookDelivery(OfInstitution):
    """One event on its way to one endpoint. The keys count up: they are the order."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up after three days")

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

    class Meta:
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
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


def new_secret() -> str:
    """A signing secret in the form that the Standard Webhooks convention gives it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def listening_to(event: Event, institution_id: UUID) -> list[WebhookEndpoint]:
    """Return the endpoints of the institution that want *event*: who tells of many asks once."""
    own = WebhookEndpoint.objects.filter(institution_id=institution_id)
    return list(own.listening(event.name))


def announce(event: Event, subject: Any, *, due_at: datetime | None = None) -> None:
    """Tell the endpoints of the institution of *subject*, a row, not before *due_at*."""
    announce_many(event, subject.institution_id, {subject.pk: facts(event, subject)}, due_at=due_at)


def announce_many(
    event: Event,
    institution_id: UUID,
    subjects: Mapping[UUID, Facts],
    *,
    due_at: datetime | None = None,
    endpoints: Sequence[WebhookEndpoint] | None = None,
) -> None:
    """The same for many rows, given by key with what is said of each; two statements in all."""
    if not subjects:
        return
    wanted = listening_to(event, institution_id) if endpoints is None else endpoints
    if not wanted:
        return
    now = timezone.now()
    rows = [_event(event, institution_id, key, said, now) for key, said in subjects.items()]
    WebhookEvent.objects.bulk_create(rows, batch_size=1000)
    WebhookDelivery.objects.bulk_create(
        (
            WebhookDelivery(
                endpoint=endpoint, event=row, subject_id=row.subject_id, due_at=due_at or now
            )
            for row in rows
            for endpoint in wanted
        ),
        batch_size=1000,
    )
    wake()


def _event(
    event: Event, institution_id: UUID, key: UUID, said: Facts, now: datetime
) -> WebhookEvent:
    row = WebhookEvent(
        pk=uuid.uuid4(), institution_id=institution_id, name=event.name, subject_id=key
    )
    body = {
        "id": row.message_id,
        "type": event.name,
        "timestamp": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {**said, "institution_id": str(institution_id)},
    }
    row.body = json.dumps(body, separators=(",", ":"))
    return row


def test_endpoint(endpoint: WebhookEndpoint) -> None:
    """Send the endpoint an event that says nothing, whatever it has asked for."""
    event = BY_NAME["webhook.test"]
    said = {endpoint.pk: facts(event, endpoint)}
    announce_many(event, endpoint.institution_id, said, endpoints=[endpoint])


def take_back(event: Event, subject_id: UUID) -> None:
    """Forget what has been announced of a row and has not been sent yet."""
    WebhookEvent.objects.filter(
        name=event.name,
        subject_id=subject_id,
        deliveries__state=WebhookDelivery.State.PENDING,
        deliveries__attempts=0,
    ).delete()


def replay(deliveries: models.QuerySet[WebhookDelivery]) -> int:
    """Send these again, under the ids that they had; how many."""
    return deliveries.exclude(state=WebhookDelivery.State.PENDING).update(
        state=WebhookDelivery.State.PENDING,
        due_at=timezone.now(),
        attempts=0,
        first_tried_at=None,
        done_at=None,
        status=None,
        last_error="",
    )


def wake() -> None:
    """Have what waits sent soon."""
    enqueue_on_commit("mentornet.tasks.deliver_webhooks")


def forget_old(*, now: datetime | None = None) -> int:
    """Drop the events of more than a month ago, delivered or not; how many."""
    old = WebhookEvent.objects.filter(created_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[1].get("mentornet.WebhookEvent", 0)


@dataclass(frozen=True)
class _Outcome:
    """What came of one try: the answer, or what stood in its place."""

    delivery: WebhookDelivery
    status: int | None
    error: str
    retry_after: int | None = None

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver_due(*, now: datetime | None = None, limit: int = 1_000) -> int:
    """Send up to *limit* deliveries that are due by *now*; how many were taken."""
    taken = tried = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while tried < limit:
            clock = now or timezone.now()
            batch = _claim(clock, min(BATCH, limit - tried))
            if not batch:
                break
            tried += len(batch)
            outcomes = list(pool.map(_post, batch, [clock] * len(batch)))
            taken += _note(outcomes, clock)
    return taken


def _claim(now: datetime, size: int) -> list[WebhookDelivery]:
    pending = WebhookDelivery.objects.filter(state=WebhookDelivery.State.PENDING)
    earlier = pending.filter(
        endpoint=models.OuterRef("endpoint"),
        subject_id=models.OuterRef("subject_id"),
        id__lt=models.OuterRef("id"),
    )
    rested = models.Q(endpoint__retry_at=None) | models.Q(endpoint__retry_at__lte=now)
    due = pending.filter(
        rested,
        ~models.Exists(earlier),
        due_at__lte=now,
        endpoint__state=WebhookEndpoint.State.ACTIVE,
    )
    rows = due.select_related("endpoint", "event").order_by("due_at", "id")
    return claim(rows, now=now, size=size, lease=LEASE)


def _headers(delivery: WebhookDelivery, now: datetime) -> dict[str, str]:
    event = delivery.event
    moment = now.astimezone(UTC)
    signatures = [
        Webhook(secret).sign(event.message_id, moment, event.body)
        for secret in delivery.endpoint.secrets_at(now)
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "MentorNet-Webhooks/1",
        "webhook-id": event.message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _post(delivery: WebhookDelivery, now: datetime) -> _Outcome:
    """Runs in a thread of its own and touches no database."""
    try:
        headers = _headers(delivery, now)
    except InvalidToken:
        # The key is lost, and not for this endpoint alone; the others of the batch go out.
        return _Outcome(delivery, None, str(_("Its secret cannot be read: give it a new one.")))
    except Exception as error:
        return _unexpected(delivery, error)
    try:
        answer: Answer = post(delivery.endpoint.url, delivery.event.body.encode(), headers)
    except (UnsafeTarget, Unreachable) as error:
        return _Outcome(delivery, None, str(error)[:400])
    except Exception as error:
        return _unexpected(delivery, error)
    said = "" if 200 <= answer.status < 300 else str(_("It answered %d.")) % answer.status
    return _Outcome(delivery, answer.status, said, answer.retry_after)


def _unexpected(delivery: WebhookDelivery, error: Exception) -> _Outcome:
    """Whatever it is: it is this delivery's, and the others of the batch go out."""
    logger.exception("Delivery %s could not be tried: %s", delivery.pk, type(error).__name__)
    return _Outcome(delivery, None, str(_("It could not be sent.")))


def _note(outcomes: Iterable[_Outcome], now: datetime) -> int:
    taken = 0
    for outcome in outcomes:
        with transaction.atomic():
            endpoint = WebhookEndpoint.objects.select_for_update().filter(
                pk=outcome.delivery.endpoint_id
            )
            for row in endpoint:  # none where somebody has deleted it meanwhile
                taken += outcome.taken
                _mark(outcome, now)
                _judge(row, outcome, now)
    return taken


def _mark(outcome: _Outcome, now: datetime) -> None:
    delivery = outcome.delivery
    State = WebhookDelivery.State  # noqa: N806  (a class)
    delivery.attempts += 1
    delivery.first_tried_at = delivery.first_tried_at or now
    delivery.status, delivery.last_error = outcome.status, outcome.error
    delivery.claimed_until = None
    if outcome.taken:
        delivery.state, delivery.done_at = State.DELIVERED, now
    elif now - delivery.first_tried_at >= GIVE_UP_AFTER:
        delivery.state, delivery.done_at = State.FAILED, now
    else:
        wait = _growing(FIRST_WAIT, LONGEST_WAIT, delivery.attempts)
        asked = timedelta(seconds=min(outcome.retry_after or 0, LONGEST_WAIT.total_seconds()))
        delivery.due_at = now + max(wait, asked)
    noted = (
        "attempts",
        "first_tried_at",
        "status",
        "last_error",
        "claimed_until",
        "state",
        "done_at",
        "due_at",
    )
    # No row where what happened was taken back meanwhile; the others of the batch are noted.
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        **{name: getattr(delivery, name) for name in noted}
    )


def _judge(endpoint: WebhookEndpoint, outcome: _Outcome, now: datetime) -> None:
    """Note on the endpoint how it answers; leave it alone for a while, or switch it off."""
    if outcome.taken:
        endpoint.failures, endpoint.failing_since, endpoint.retry_at = 0, None, None
        endpoint.answered_at, endpoint.last_error = now, ""
    else:
        endpoint.failing_since = endpoint.failing_since or now
        endpoint.last_error = outcome.error
        if endpoint.retry_at is None or endpoint.retry_at <= now:
            # Once for all that failed side by side.
            endpoint.failures += 1
            endpoint.retry_at = now + _growing(FIRST_PAUSE, LONGEST_PAUSE, endpoint.failures)
    given_up = endpoint.failing_since and now - endpoint.failing_since >= GIVE_UP_AFTER
    if endpoint.state == WebhookEndpoint.State.ACTIVE and (given_up or outcome.status == GONE):
        endpoint.state = WebhookEndpoint.State.DISABLED
        logger.warning("Webhook endpoint %s is switched off: %s", endpoint.pk, endpoint.last_error)
        endpoint_disabled.send(sender=WebhookEndpoint, endpoint=endpoint)
    endpoint.save(
        update_fields=[
            "failures",
            "failing_since",
            "retry_at",
            "answered_at",
            "last_error",
            "state",
        ]
    )


def _growing(first: timedelta, longest: timedelta, times: int) -> timedelta:
    """Three times as long each time, and up to a quarter longer, so that tries come in no waves."""
    wait = min(first * 3 ** min(times - 1, 12), longest)
    return wait * random.uniform(1, 1.25)  # noqa: S311  (no secret hangs on it)


def seal_new_secret(endpoint: WebhookEndpoint, *, now: datetime) -> str:
    """Give the endpoint another secret, unsaved; the one before signs along for a day."""
    secret = new_secret()
    endpoint.sealed_old_secret = endpoint.sealed_secret
    endpoint.old_secret_until = now + OVERLAP if endpoint.sealed_secret else None
    endpoint.sealed_secret = seal(secret)
    return secret


@transaction.atomic
def reseal_all(*, now: datetime) -> int:
    """Seal the secrets of all endpoints with the newest key; of how many. Raises InvalidToken."""
    rows = list(WebhookEndpoint.objects.select_for_update())
    for row in rows:
        signs_along = row.sealed_old_secret and row.old_secret_until and row.old_secret_until > now
        row.sealed_secret = reseal(row.sealed_secret)
        row.sealed_old_secret = reseal(row.sealed_old_secret) if signs_along else ""
        row.save(update_fields=["sealed_secret", "sealed_old_secret"])
    return len(rows)
