"""Celery's way in. Each may be called twice, late, or by two workers at once."""

from celery import shared_task

from evaluations.domain import ending


@shared_task
def settle_ended_ties() -> int:
    """Close the meetings and actions of ties that have ended; how many."""
    return ending.settle_ended_ties()


@shared_task
def drop_notes_of_those_who_left() -> int:
    """Keep the rule on private notes of people who have left; how many went."""
    return ending.drop_notes_of_those_who_left()
