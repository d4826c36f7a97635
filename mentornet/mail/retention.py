"""What stays of a message when it is sent or given up: its kind, its times and its state.

What it said and to whom goes in the statement that ends it. Two tasks take the rest: rows that were
sent before this was so, and messages that no one has had sent again for FAILED_KEPT.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from mentornet.mail.marks import mark_of
from mentornet.mail.models import CONTENT, OutboxMessage

FAILED_KEPT = timedelta(days=14)
WITHHELD_KEPT = timedelta(days=30)
BATCH = 1_000
State = OutboxMessage.State


@transaction.atomic
def clear_ended(*, now: datetime | None = None, size: int = BATCH) -> int:
    """Clear up to *size* messages that have ended and still say something; how many there were."""
    moment = now or timezone.now()
    # A worker of the version before may still call it so.
    OutboxMessage.objects.filter(state="parked").update(state=State.FAILED)
    ended = models.Q(state__in=[State.SENT, State.CANCELLED])
    given_up = models.Q(state=State.FAILED, due_at__lt=moment - FAILED_KEPT)
    withheld = models.Q(state=State.WITHHELD, sent_at__lt=moment - WITHHELD_KEPT)
    rows = list(
        OutboxMessage.objects.exclude(state=State.PENDING)
        .exclude(recipient="")
        .filter(ended | given_up | withheld)
        .select_for_update(skip_locked=True, of=("self",))
        .only("pk", "recipient", "recipient_mark", "last_error")[:size]
    )
    for row in rows:
        row.recipient_mark = mark_of(row.recipient)
        # The rest of it may name the address.
        row.last_error = row.last_error.partition(":")[0]
        for name, empty in CONTENT.items():
            setattr(row, name, empty)
    OutboxMessage.objects.bulk_update(
        rows, ["recipient_mark", "last_error", *CONTENT], batch_size=BATCH
    )
    return len(rows)
