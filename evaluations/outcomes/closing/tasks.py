"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.outcomes.closing.domain import cohort
from evaluations.outcomes.closing.domain import continuation as going_on
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.settle_endings")
def settle_endings() -> int:
    """Let groups of closed programs continue or end, and count the cohorts; return how many."""
    settled = sweep("evaluations.settle_continuations", going_on.settle_continuations)
    return settled + sweep("evaluations.count_cohorts", cohort.count_cohorts)
