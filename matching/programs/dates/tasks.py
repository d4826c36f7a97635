"""Celery's way to the reminders about a program's dates."""

from celery import shared_task

from matching.programs.dates.domain import confirmation
from mentornet.jobs.recurring import sweep


@shared_task(name="matching.tasks.remind_chiefs")
def remind_chiefs() -> int:
    """Remind chiefs who have not confirmed a program's dates, once each; return how many."""
    return sweep("matching.remind_chiefs", confirmation.remind_chiefs)
