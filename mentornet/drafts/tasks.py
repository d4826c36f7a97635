"""Celery tasks for drafts."""

from celery import shared_task

from mentornet.drafts import domain
from mentornet.jobs.wake import in_batches
from mentornet.tenancy.scope import operations


@shared_task(name="mentornet.tasks.purge_drafts")
@operations()
def purge_drafts() -> int:
    """Delete drafts that were not changed for thirty days."""
    return in_batches("mentornet.tasks.purge_drafts", domain.purge_drafts, size=domain.PURGE_BATCH)
