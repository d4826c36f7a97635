"""Celery's way in. Each may be called twice, late, or by two workers at once."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.pairs.domain import run
from matching.programs.dates.domain import confirmation
from matching.programs.runs.domain import (
    jobs as run_row,
)
from matching.programs.runs.domain import (
    publications as publication,
)
from matching.programs.runs.domain import (
    purge as forgetting,
)
from matching.spreadsheets.domain import uploads as sheet
from mentornet.jobs import worker
from mentornet.jobs.recurring import sweep
from mentornet.tenancy.scope import operations


@shared_task
def advance_run(pk: str) -> None:
    """Match one run, if nobody else does."""
    run.advance(UUID(pk))


@shared_task
def advance_waiting_runs() -> int:
    """Go on with the runs whose wake-up was lost or whose worker died; how many waited."""
    with operations():
        run.adopt_runs()
    return worker.work(kinds=[run_row.KIND])


@shared_task
def advance_publication(pk: str) -> None:
    """Publish one run, if nobody else does."""
    publication.advance(UUID(pk))


@shared_task
def advance_waiting_publications() -> int:
    """Go on with publications whose wake-up was lost or whose worker died; how many waited."""
    with operations():
        publication.adopt_publications()
    return worker.work(kinds=[publication.KIND])


@shared_task
def advance_sheet(pk: str) -> None:
    """Match the people of one spreadsheet, if nobody else does."""
    sheet.advance(UUID(pk))


@shared_task
def advance_waiting_sheets() -> int:
    """Go on with the sheets whose wake-up was lost, and drop the old ones; how many waited."""
    with operations():
        sheet.drop_old_sheets(now=timezone.now())
        sheet.adopt_sheets()
    return worker.work(kinds=[sheet.KIND])


@shared_task
def forget_run_inputs() -> int:
    """Delete what runs were given, a year after their program; how many."""
    return sweep("matching.forget_run_inputs", lambda: forgetting.forget_inputs(now=timezone.now()))


@shared_task
def remind_chiefs() -> int:
    """Mail chiefs who have not confirmed a program's dates once more; how many."""
    return sweep("matching.remind_chiefs", confirmation.remind_chiefs)
