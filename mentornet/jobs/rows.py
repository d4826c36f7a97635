"""Many rows of one institution, each by itself: one that cannot be done stops no other.

Only what fails has a job: it says how often that was, and until when the row is left out. After a few
attempts it stands as failed until an operator retries it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from mentornet.jobs.kinds import ATTEMPTS
from mentornet.jobs.models import Job
from mentornet.jobs.worker import place_of, wait_after

logger = logging.getLogger(__name__)

State = Job.State
T = TypeVar("T")
Owner = tuple[UUID, UUID]
"""An item's key, and that of its institution."""


def of_row(row: Any) -> Owner:
    """Return whose a model's row is."""
    return row.pk, row.institution_id


def held_back(kind: str) -> set[UUID]:
    """Return the keys that are not tried now: they failed, or have to wait. One query."""
    return _known(kind)[1]


def _known(kind: str) -> tuple[set[UUID], set[UUID]]:
    """Those that have failed before, and which of them are held back."""
    now = timezone.now()
    jobs = Job.objects.filter(kind=kind, subject_id__isnull=False)
    rows = list(jobs.values_list("subject_id", "state", "due_at"))
    held = {
        key
        for key, state, due_at in rows
        if key and (state in (State.FAILED, State.CANCELLED) or due_at > now)
    }
    return {key for key, _state, _due in rows if key}, held


def try_each(
    kind: str, items: Iterable[T], *, owner: Callable[[T], Owner], work: Callable[[T], int]
) -> int:
    """Do *work* for each item, which opens what transactions it needs; the sum of its returns.

    What fails is counted and left out until it is due again.
    """
    known, held = _known(kind)
    done = 0
    for item in items:
        key, institution_id = owner(item)
        if key in held:
            continue
        try:
            done += work(item)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            # Whatever it is: it is this row's, and no other one's.
            logger.exception("%s failed for %s", kind, key)
            held.add(key)
            note_failure(kind, institution_id, key, error)
        else:
            if key in known:
                Job.objects.filter(kind=kind, subject_id=key).delete()
    return done


def try_together(
    kind: str,
    items: Sequence[T],
    *,
    owner: Callable[[T], Owner],
    work: Callable[[Sequence[T]], int],
) -> int:
    """Do *work*, one transaction, for all items at once; where that fails, for each by itself."""
    try:
        return work(items)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("%s failed for %d at once; each is tried by itself", kind, len(items))
    return try_each(kind, items, owner=owner, work=lambda item: work([item]))


def note_failure(kind: str, institution_id: UUID, subject_id: UUID, error: Exception) -> Job:
    """Count one more failure of a row, and say when it is tried again, if it is."""
    with transaction.atomic():
        job, _new = Job.objects.select_for_update().get_or_create(
            kind=kind,
            subject_id=subject_id,
            defaults={"institution_id": institution_id, "queue": "default"},
        )
        now = timezone.now()
        job.attempts += 1
        job.state = State.FAILED if job.attempts >= ATTEMPTS else State.WAITING
        job.due_at = now + wait_after(job.attempts)
        job.error, job.finished_at = place_of(error), now
        job.save(update_fields=["attempts", "state", "due_at", "error", "finished_at"])
    if job.state == State.FAILED:
        logger.error("%s of institution %s has failed: %s", job, institution_id, job.error)
    return job
