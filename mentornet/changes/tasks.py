"""Celery tasks for the list of changes. They serve all institutions, in the role of operations."""

from typing import Any

from celery import shared_task

from mentornet.changes import compacting, purging
from mentornet.jobs.recurring import sweep_each
from mentornet.tenancy.scope import operations


@shared_task(name="mentornet.tasks.compact_changes")
@operations()
def compact_changes() -> int:
    """Delete changes that later ones have overtaken. Idempotent."""
    return compacting.compact_changes()


@shared_task(name="mentornet.tasks.purge_changes")
def purge_changes() -> int:
    """Delete what tells of rows that are long gone, each institution's by itself. Idempotent."""
    return sweep_each("mentornet.purge_changes", _purge_changes)


def _purge_changes(institution: Any) -> int:
    # No policy may hide a row that is there from who looks whether it is.
    with operations():
        return purging.purge_changes(institution.pk)
