"""Celery's way to newcomers."""

from celery import shared_task

from matching.newcomers.domain import feed
from mentornet.jobs.recurring import sweep


@shared_task(name="matching.tasks.find_newcomers")
def find_newcomers() -> int:
    """Look in the roster for people who are new to programs that welcome them; return how many."""
    return sweep("matching.find_all_newcomers", feed.find_all_newcomers)
