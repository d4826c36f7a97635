"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task
from django.utils import timezone

from profiles.sign_on.domain import sessions


@shared_task(name="profiles.tasks.purge_sessions")
def purge_sessions() -> int:
    """Delete sessions that are over; return how many."""
    return sessions.purge_sessions(timezone.now())
