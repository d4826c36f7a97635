"""Celery tasks for the list of changes. They serve all institutions, in the role of operations."""

from celery import shared_task

from mentornet.changes import compacting
from mentornet.tenancy.scope import operations


@shared_task(name="mentornet.tasks.compact_changes")
@operations()
def compact_changes() -> int:
    """Delete changes that later ones have overtaken. Idempotent."""
    return compacting.compact_changes()
