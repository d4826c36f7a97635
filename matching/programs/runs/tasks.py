"""Celery's way to runs and their publication. Each task may be called twice, late, or by two workers."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.programs.runs.domain import jobs, lifecycle, publications, purge
from mentornet.jobs import worker
from mentornet.jobs.recurring import sweep
from mentornet.tenancy.scope import operations


@shared_task(name="matching.tasks.advance_run")
def advance_run(pk: str) -> None:
    """Match one run, unless another worker does."""
    lifecycle.advance(UUID(pk))


@shared_task(name="matching.tasks.advance_waiting_runs")
def advance_waiting_runs() -> int:
    """Go on with the runs whose wake-up was lost or whose worker died; return how many waited."""
    with operations():
        lifecycle.RUNS.adopt()
    return worker.work(kinds=[jobs.KIND])


@shared_task(name="matching.tasks.advance_publication")
def advance_publication(pk: str) -> None:
    """Publish one run, unless another worker does."""
    publications.advance(UUID(pk))


@shared_task(name="matching.tasks.advance_waiting_publications")
def advance_waiting_publications() -> int:
    """Go on with publications whose wake-up was lost or whose worker died; return how many waited."""
    with operations():
        publications.PUBLICATIONS.adopt()
    return worker.work(kinds=[publications.KIND])


@shared_task(name="matching.tasks.forget_run_inputs")
def purge_run_inputs() -> int:
    """Purge what runs were given, a year after their program; return of how many."""
    return sweep("matching.forget_run_inputs", lambda: purge.purge_inputs(now=timezone.now()))
