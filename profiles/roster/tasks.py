"""Celery entry points. Harmless to run at any time, any number at once."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentornet.jobs import worker
from mentornet.tenancy.scope import operations
from profiles.roster.domain import (
    activation_links,  # noqa: F401  (so that workers know its kind of job)
    held_endings,  # noqa: F401  (so that workers know its kind of job)
    imports,
)
from profiles.roster.domain.jobs import IMPORTS, KIND


@shared_task(name="profiles.tasks.advance_roster_import")
def advance_roster_import(pk: str) -> None:
    """Check or write one uploaded roster, whichever is due."""
    imports.advance(UUID(pk))


@shared_task(name="profiles.tasks.advance_waiting_imports")
def advance_waiting_imports() -> int:
    """Go on with imports whose wake-up was lost, and drop abandoned ones; return how many waited."""
    with operations():
        imports.drop_abandoned_imports(timezone.now())
        IMPORTS.adopt()
    return worker.work(kinds=[KIND])
