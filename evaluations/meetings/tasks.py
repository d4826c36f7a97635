"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.meetings.domain import ended_relationships as ending
from evaluations.meetings.domain import reminders as reminder
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.settle_ended_ties")
def settle_ended_ties() -> int:
    """Close the meetings and actions of relationships that have ended; return how many."""
    return sweep("evaluations.settle_ended_ties", ending.settle_ended_ties)


@shared_task(name="evaluations.tasks.drop_notes_of_those_who_left")
def drop_notes_of_those_who_left() -> int:
    """Delete private notes of people who left long enough ago; return how many."""
    return sweep("evaluations.drop_notes_of_those_who_left", ending.drop_notes_of_those_who_left)


@shared_task(name="evaluations.tasks.remind_of_meetings")
def remind_of_meetings() -> int:
    """Queue the reminders of meetings whose hour has come; return how many people are reminded."""
    return reminder.remind_of_meetings()
