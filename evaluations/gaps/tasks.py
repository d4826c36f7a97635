"""Celery entry points. Harmless to run at any time, any number at once."""

from uuid import UUID

from celery import shared_task

from evaluations.gaps.domain import requests as ask
from evaluations.gaps.domain import snapshot
from mentornet.jobs import worker
from mentornet.tenancy.scope import operations


@shared_task(name="evaluations.tasks.take_snapshots")
def take_snapshots() -> int:
    """Publish the figures of institutions whose publication is due; return how many."""
    return snapshot.snapshot_all()


@shared_task(name="evaluations.tasks.advance_report")
def advance_report(pk: str) -> None:
    """Answer one request for figures, if no other worker does."""
    ask.advance(UUID(pk))


@shared_task(name="evaluations.tasks.advance_waiting_reports")
def advance_waiting_reports() -> int:
    """Resume requests for figures whose wake-up was lost or whose worker died; return how many waited."""
    with operations():
        ask.REPORTS.adopt()
    return worker.work(kinds=[ask.KIND])


@shared_task(name="evaluations.tasks.mail_monthly_reports")
def mail_monthly_reports() -> int:
    """Tell directors of the month's report, once; return how many messages are queued or sent."""
    return ask.mail_monthly()
