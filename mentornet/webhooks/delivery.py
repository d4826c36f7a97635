"""Delivering events to an institution's own systems: rows first, sent later, in order.

1. `announce` writes an event and a delivery for each endpoint that wants it, in the transaction
   of what happened. Without an endpoint nothing is written.
2. `deliver_due` claims deliveries (see claims.py): in the order of each subject, and a few of each endpoint
   at once, so that one that answers slowly, or has thousands to come, keeps no other waiting behind it.
3. It posts them side by side, signed by the Standard Webhooks convention. Each is marked when it is
   answered, and its thread takes the next one: no one waits for the slowest.
4. What fails waits, longer each time. After three days without an answer it is given up, and an
   endpoint that took nothing in that time is switched off; `endpoint_disabled` tells.

A worker that dies between the answer and its mark sends again after the lease, under the same id:
each event arrives at least once.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook

from mentornet.safe_http import Answer, post
from mentornet.safe_targets import Unreachable, UnsafeTarget
from mentornet.webhooks.claims import claim_due
from mentornet.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

logger = logging.getLogger(__name__)

AT_ONCE = 20
# A task begins no delivery after so long; beat sends the next one.
STARTS_FOR = 60.0
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)
# An endpoint that does not answer is left alone for a while, whatever waits for it.
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
KEPT = timedelta(days=30)
GONE = 410

endpoint_disabled = Signal()
"""Sent with `endpoint=` inside the transaction in which an endpoint is switched off for failing."""


def replay(deliveries: models.QuerySet[WebhookDelivery]) -> int:
    """Send these deliveries again under their ids; return how many."""
    return deliveries.exclude(state=WebhookDelivery.State.PENDING).update(
        state=WebhookDelivery.State.PENDING,
        due_at=timezone.now(),
        attempts=0,
        first_tried_at=None,
        done_at=None,
        status=None,
        last_error="",
    )


def purge_events(*, now: datetime | None = None) -> int:
    """Delete events older than a month, delivered or not; return how many."""
    old = WebhookEvent.objects.filter(created_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[1].get("mentornet.WebhookEvent", 0)


@dataclass(frozen=True)
class _Outcome:
    """The result of one attempt: the answer, or the error."""

    delivery: WebhookDelivery
    status: int | None
    error: str
    retry_after: int | None = None

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver_due(*, now: datetime | None = None, limit: int = 1_000) -> int:
    """Send up to *limit* deliveries that are due by *now*; return how many were accepted."""
    taken = tried = 0
    ends_at = time.monotonic() + STARTS_FOR
    under_way: set[Future[_Outcome]] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            clock = now or timezone.now()
            size = min(AT_ONCE - len(under_way), limit - tried)
            for delivery in claim_due(clock, size) if time.monotonic() < ends_at else []:
                tried += 1
                under_way.add(pool.submit(_post, delivery, clock))
            if not under_way:
                return taken
            answered, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            taken += _note([one.result() for one in answered], now or timezone.now())


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
        return _Outcome(delivery, None, str(_("We can’t read its secret. Give it a new one.")))
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
    """Log an unexpected error of one delivery; the others of the batch are sent."""
    logger.exception("Delivery %s could not be tried: %s", delivery.pk, type(error).__name__)
    return _Outcome(delivery, None, str(_("It could not be sent.")))


def _note(outcomes: Iterable[_Outcome], now: datetime) -> int:
    taken = 0
    for outcome in outcomes:
        with transaction.atomic():
            endpoint = WebhookEndpoint.objects.select_for_update().filter(
                pk=outcome.delivery.endpoint_id
            )
            for row in endpoint:  # none where someone has deleted it meanwhile
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
