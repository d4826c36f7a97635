"""The bells that Celery rings for the project itself."""

from celery import shared_task
from oauth2_provider.models import clear_expired

from mentornet import idempotency, outbox


@shared_task
def send_due_mail() -> int:
    """Send what is due. Harmless to run at any time, any number of times at once."""
    return outbox.send_due()


@shared_task
def forget_old_answers() -> int:
    """Drop what requests were answered more than a day ago, and tokens that have expired."""
    clear_expired()
    return idempotency.forget_old_answers()
