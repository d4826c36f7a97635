"""Writing events and their deliveries, in the transaction of what happened."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from mentornet.jobs.wake import enqueue_on_commit
from mentornet.tenancy.scope import in_institution
from mentornet.webhooks.events import EVENTS, WEBHOOK_TEST, Event, Facts, facts
from mentornet.webhooks.models import ALL, WebhookDelivery, WebhookEndpoint, WebhookEvent

CHOOSABLE = [ALL, *(event.name for event in EVENTS if event.name != "webhook.test")]


def listening_to(event: Event, institution_id: UUID) -> list[WebhookEndpoint]:
    """Return the endpoints of the institution that want *event*."""
    own = WebhookEndpoint.objects.filter(institution_id=institution_id)
    return list(own.listening(event).with_mode())


def announce(
    event: Event, subject: Any, *, due_at: datetime | None = None, said: Facts | None = None
) -> None:
    """Publish *event* about *subject*, a row, to the endpoints of its institution.

    Call it inside the transaction of the change. Nothing is sent before *due_at*. *said* is what
    the event says beside the fields of the row.
    """
    institution_id = subject.pk if event.about == "institution" else subject.institution_id
    # One change may concern several institutions: an activated login serves them all.
    with in_institution(institution_id):
        if wanted := listening_to(event, institution_id):
            all_said = {subject.pk: facts(event, subject) | (said or {})}
            announce_many(event, institution_id, all_said, due_at=due_at, endpoints=wanted)


def announce_rows(
    event: Event, institution_id: UUID, rows: Iterable[Any], *, said: Facts | None = None
) -> None:
    """Publish *event* about each of *rows*, which are read only where someone listens."""
    if wanted := listening_to(event, institution_id):
        all_said = {row.pk: facts(event, row) | (said or {}) for row in rows}
        announce_many(event, institution_id, all_said, endpoints=wanted)


def announce_many(
    event: Event,
    institution_id: UUID,
    subjects: Mapping[UUID, Facts],
    *,
    due_at: datetime | None = None,
    endpoints: Sequence[WebhookEndpoint] | None = None,
) -> None:
    """Announce *event* for many rows, given by key with the facts of each, in two statements."""
    if not subjects:
        return
    wanted = listening_to(event, institution_id) if endpoints is None else endpoints
    if not wanted:
        return
    now = timezone.now()
    live = not wanted[0].is_of_sandbox
    rows = [
        _event(event, institution_id, key, said, now, live=live) for key, said in subjects.items()
    ]
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
    event: Event, institution_id: UUID, key: UUID, said: Facts, now: datetime, *, live: bool
) -> WebhookEvent:
    row = WebhookEvent(
        pk=uuid.uuid4(), institution_id=institution_id, name=event.name, subject_id=key
    )
    body = {
        "id": row.message_id,
        "type": event.name,
        "timestamp": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "livemode": live,
        "data": {**said, "institution_id": str(institution_id)},
    }
    row.body = json.dumps(body, separators=(",", ":"))
    return row


def test_endpoint(endpoint: WebhookEndpoint) -> None:
    """Send the endpoint a test event, whatever events it wants."""
    event = WEBHOOK_TEST
    said = {endpoint.pk: facts(event, endpoint)}
    marked = list(WebhookEndpoint.objects.filter(pk=endpoint.pk).with_mode())
    announce_many(event, endpoint.institution_id, said, endpoints=marked)


def take_back(event: Event, subject_id: UUID) -> None:
    """Delete the events of a row that were announced and not sent yet."""
    WebhookEvent.objects.filter(
        name=event.name,
        subject_id=subject_id,
        deliveries__state=WebhookDelivery.State.PENDING,
        deliveries__attempts=0,
    ).delete()


def wake() -> None:
    """Enqueue the task that delivers what is due."""
    enqueue_on_commit("mentornet.tasks.deliver_webhooks")
