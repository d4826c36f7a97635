"""Celery's way to spreadsheets. Each task may be called twice, late, or by two workers at once."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.spreadsheets.domain import uploads
from mentornet.jobs import worker
from mentornet.tenancy.scope import operations


@shared_task(name="matching.tasks.advance_sheet")
def advance_sheet(pk: str) -> None:
    """Match the people of one spreadsheet, unless another worker does."""
    uploads.advance(UUID(pk))


@shared_task(name="matching.tasks.advance_waiting_sheets")
def advance_waiting_sheets() -> int:
    """Go on with spreadsheets whose wake-up was lost, and prune old ones; return how many waited."""
    with operations():
        uploads.prune_old_sheets(now=timezone.now())
        uploads.SHEETS.adopt()
    return worker.work(kinds=[uploads.KIND])
