"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.writing.domain import author_order
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.settle_author_orders")
def settle_author_orders() -> int:
    """Advance orders of authors that wait only for people who have left; return how many."""
    return sweep("evaluations.settle_author_orders", author_order.settle_orders)
