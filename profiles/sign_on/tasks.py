"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task
from django.utils import timezone

from profiles.sign_on.domain import sessions
from profiles.sign_on.provider.domain.provider_sessions import purge_provider_sessions


@shared_task(name="profiles.tasks.purge_sessions")
def purge_sessions() -> int:
    """Delete sessions that are over; return how many."""
    now = timezone.now()
    purged = sessions.purge_sessions(now)
    purge_provider_sessions(now)
    return purged
