"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from mentornet.jobs.recurring import sweep_each
from profiles.institution.domain import approvals


@shared_task(name="profiles.tasks.expire_approvals")
def expire_approvals() -> int:
    """Close the requests that no one decided in two weeks; return how many."""
    return sweep_each("institution.expire_approvals", approvals.expire_approvals)
