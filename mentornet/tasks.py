"""The bells that Celery rings for the project itself."""

from celery import shared_task

from mentornet import outbox
from mentornet.bell import ring

A_BELL = 100


@shared_task
def send_due_mail() -> int:
    """Send what is due. Harmless to run at any time, any number of times at once.

    A full load means that more waits, after an outage, say: the next bell is rung at once.
    """
    sent = outbox.send_due(limit=A_BELL)
    if sent == A_BELL:
        ring("mentornet.tasks.send_due_mail")
    return sent
