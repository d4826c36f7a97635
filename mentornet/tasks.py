"""The bells that Celery rings for the project itself."""

from celery import shared_task

from mentornet import outbox


@shared_task
def send_due_mail() -> int:
    """Send what is due. Harmless to run at any time, any number of times at once."""
    return outbox.send_due()
