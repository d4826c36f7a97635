"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.surveys.domain import running
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.advance_surveys")
def advance_surveys() -> int:
    """Open, remind of and count the surveys whose day it is; return how many people were asked."""
    return sweep("evaluations.advance_surveys", running.advance_surveys, queue="mail")
