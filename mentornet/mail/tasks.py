"""Celery tasks for email. They serve all institutions in one queue, in the role of operations."""

from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from mentornet.jobs.wake import enqueue_on_commit, in_batches
from mentornet.mail import links, retention
from mentornet.mail.claims import is_due
from mentornet.mail.inbound import mailbox, receive
from mentornet.mail.models import Lane
from mentornet.mail.outbox import send_due
from mentornet.tenancy.scope import operations

MESSAGES_PER_TASK = 100


@shared_task(name="mentornet.tasks.send_urgent_mail")
@operations()
def send_urgent_mail() -> int:
    """Send urgent messages only: for a worker that is kept free for them."""
    return _send("mentornet.tasks.send_urgent_mail", [Lane.URGENT])


@shared_task(name="mentornet.tasks.send_due_mail")
@operations()
def send_due_mail() -> int:
    """Send what is due, urgent messages first. Idempotent; any number may run at once."""
    return _send("mentornet.tasks.send_due_mail", list(Lane))


def _send(task: str, lanes: Sequence[Lane]) -> int:
    """Send a batch; enqueue the next at once if more is due, as after an outage."""
    sent = send_due(limit=MESSAGES_PER_TASK, lanes=lanes)
    if sent and is_due(lanes, now=timezone.now()):
        enqueue_on_commit(task)
    return sent


@shared_task(name="mentornet.tasks.purge_links")
@operations()
def purge_links() -> int:
    """Delete links that ended long ago."""
    return in_batches("mentornet.tasks.purge_links", links.purge_links, size=links.PURGE_BATCH)


@shared_task(name="mentornet.tasks.clear_ended_mail")
@operations()
def clear_ended_mail() -> int:
    """Remove the content of messages that were sent or given up."""
    return in_batches(
        "mentornet.tasks.clear_ended_mail", retention.clear_ended, size=retention.BATCH
    )


@shared_task(name="mentornet.tasks.read_mailbox")
def read_mailbox() -> int:
    """Process the calendar replies in our mailbox, each once; return how many emails."""
    return mailbox.read_mailbox()


@shared_task(name="mentornet.tasks.purge_inbound")
@operations()
def purge_inbound() -> int:
    """Delete the records of emails that were received long ago; return how many."""
    return receive.purge_inbound()
