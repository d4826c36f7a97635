"""Celery's way in. Each may be called twice, late, or by two workers at once."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.domain import forgetting, publication, run, sheet
from matching.models import MatchRun, Publication, SheetUpload
from mentornet.tenancy.scope import in_institution_of
from mentornet.tenancy.sweep import sweep


@shared_task
def advance_run(pk: str) -> None:
    """Match one run, if nobody else does."""
    with in_institution_of(MatchRun.objects.filter(pk=pk)):
        run.advance(UUID(pk))


@shared_task
def advance_waiting_runs() -> int:
    """Go on with the runs whose bell was lost or whose worker died; how many waited."""
    return sweep(_go_on_with_runs)


@shared_task
def advance_publication(pk: str) -> None:
    """Publish one run, if nobody else does."""
    with in_institution_of(Publication.objects.filter(pk=pk)):
        publication.advance(UUID(pk))


@shared_task
def advance_waiting_publications() -> int:
    """Go on with publications whose bell was lost or whose worker died; how many waited."""
    return sweep(_go_on_with_publications)


@shared_task
def advance_sheet(pk: str) -> None:
    """Match the people of one spreadsheet, if nobody else does."""
    with in_institution_of(SheetUpload.objects.filter(pk=pk)):
        sheet.advance(UUID(pk))


@shared_task
def advance_waiting_sheets() -> int:
    """Go on with the sheets whose bell was lost, and drop the old ones; how many waited."""
    return sweep(_go_on_with_sheets)


@shared_task
def forget_run_inputs() -> int:
    """Delete what runs were given, a year after their program; how many."""
    return sweep(lambda: forgetting.forget_inputs(now=timezone.now()))


def _go_on_with_runs() -> int:
    waiting = run.waiting_runs(now=timezone.now())
    for pk in waiting:
        run.advance(pk)
    return len(waiting)


def _go_on_with_publications() -> int:
    waiting = publication.waiting(now=timezone.now())
    for pk in waiting:
        publication.advance(pk)
    return len(waiting)


def _go_on_with_sheets() -> int:
    now = timezone.now()
    sheet.drop_old_sheets(now=now)
    waiting = sheet.waiting_sheets(now=now)
    for pk in waiting:
        sheet.advance(pk)
    return len(waiting)
