"""Celery's way to questions whose last day is over."""

from celery import shared_task

from matching.pairing.domain.answering import close_due
from mentornet.jobs.recurring import sweep


@shared_task(name="matching.tasks.close_pair_requests")
def close_pair_requests() -> int:
    """Close the questions to two people whose last day is over; return how many."""
    return sweep("matching.close_pair_requests", close_due)
