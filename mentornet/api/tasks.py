"""Celery tasks for the API."""

from celery import shared_task
from oauth2_provider.models import clear_expired

from mentornet.api import idempotency
from mentornet.tenancy.scope import operations


@shared_task(name="mentornet.tasks.forget_old_answers")
@operations()
def purge_answers() -> int:
    """Delete the answers to requests of more than a day ago, and tokens that have expired."""
    clear_expired()
    return idempotency.purge_answers()
