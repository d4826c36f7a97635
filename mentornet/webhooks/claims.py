"""Which deliveries a worker takes next: in order, and so many at once of an endpoint and of an institution.

Deliveries are claimed under a lease: at most one of each subject, and none while an earlier one of that
subject waits. So what happens to one row arrives in its order, and any number of workers may run.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from mentornet.jobs.lease import claim, free
from mentornet.webhooks.events import readable
from mentornet.webhooks.models import WebhookDelivery, WebhookEndpoint

# How many may be under way at once, in all workers together: who does not answer holds no more of them.
OF_AN_ENDPOINT = 4
OF_AN_INSTITUTION = 8
# Longer than a delivery can take: see safe_http.DEADLINE_SECONDS.
LEASE = timedelta(minutes=3)


def claim_due(now: datetime, size: int) -> list[WebhookDelivery]:
    """Claim up to *size* deliveries that are due by *now*, those endpoints first that waited longest."""
    if size < 1:
        return []
    with transaction.atomic():
        _lock_claims()
        of_endpoint, of_institution = _under_way(now)
        _refuse(now)
        waiting = _waited_for(now)
        share = max(size // max(len(waiting), 1), 1)
        taken: list[WebhookDelivery] = []
        for endpoint, institution in waiting:
            room = min(
                share,
                size - len(taken),
                OF_AN_ENDPOINT - of_endpoint[endpoint],
                OF_AN_INSTITUTION - of_institution[institution],
            )
            if room > 0:
                found = claim(_due(now, endpoint), now=now, size=room, lease=LEASE)
                of_institution[institution] += len(found)
                taken += found
            if len(taken) == size:
                break
    return taken


def _refuse(now: datetime) -> None:
    """Give up what is due for endpoints whose client may not read it: it has lost the scope since."""
    due = _ready(now)
    theirs = WebhookEndpoint.objects.filter(
        models.Exists(due.filter(endpoint=models.OuterRef("pk"))),
        state=WebhookEndpoint.State.ACTIVE,
        client__isnull=False,
    )
    for endpoint in theirs.select_related("client"):
        client = endpoint.client
        names = readable([] if client is None or client.is_revoked else client.scopes)
        due.filter(endpoint=endpoint).exclude(event__name__in=names).update(
            state=WebhookDelivery.State.FAILED,
            done_at=now,
            last_error=_("Its API client may not read this."),
        )


def _ready(now: datetime) -> models.QuerySet[WebhookDelivery]:
    """Return what waits, is due, and is in no worker's hands."""
    pending = WebhookDelivery.State.PENDING
    return WebhookDelivery.objects.filter(free(now), state=pending, due_at__lte=now)


def _lock_claims() -> None:
    """One worker claims at a time, so that two do not count the same room; it takes milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('webhooks', 0))")


def _under_way(now: datetime) -> tuple[Counter[UUID], Counter[UUID]]:
    """Return how many deliveries are under way, by endpoint and by institution."""
    rows = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.PENDING, claimed_until__gt=now
    ).values_list("endpoint", "endpoint__institution")
    of_endpoint: Counter[UUID] = Counter()
    of_institution: Counter[UUID] = Counter()
    for endpoint, institution in rows:
        of_endpoint[endpoint] += 1
        of_institution[institution] += 1
    return of_endpoint, of_institution


def _due(now: datetime, endpoint: UUID) -> models.QuerySet[WebhookDelivery]:
    pending = WebhookDelivery.objects.filter(state=WebhookDelivery.State.PENDING)
    earlier = pending.filter(
        endpoint=models.OuterRef("endpoint"),
        subject_id=models.OuterRef("subject_id"),
        id__lt=models.OuterRef("id"),
    )
    due = pending.filter(~models.Exists(earlier), endpoint=endpoint, due_at__lte=now)
    return due.select_related("endpoint", "event").order_by("due_at", "id")


def _waited_for(now: datetime) -> list[tuple[UUID, UUID]]:
    """Return endpoints for which something is due, with their institution: longest unanswered first."""
    rested = models.Q(retry_at=None) | models.Q(retry_at__lte=now)
    due = _ready(now).filter(endpoint=models.OuterRef("pk"))
    rows = WebhookEndpoint.objects.filter(rested, state=WebhookEndpoint.State.ACTIVE)
    waited_for = rows.filter(models.Exists(due)).order_by(
        models.F("answered_at").asc(nulls_first=True), "pk"
    )
    return list(waited_for.values_list("pk", "institution_id"))
