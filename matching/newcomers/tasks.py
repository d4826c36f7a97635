"""Celery's way to newcomers."""

from celery import shared_task

from matching.newcomers.domain import feed, messages
from mentornet.jobs.recurring import sweep, sweep_each


@shared_task(name="matching.tasks.find_newcomers")
def find_newcomers() -> int:
    """Look in the roster for people who are new to programs that welcome them; return how many.

    Once a day, those who can do something about it get an email.
    """
    found = sweep("matching.find_all_newcomers", feed.find_all_newcomers)
    sweep_each("matching.tell_of_newcomers", messages.tell_of_newcomers)
    return found
