"""The bells that Celery rings for the project itself.

They serve all institutions in one queue, by what is due first, so they run in the role of operations.
"""

from collections.abc import Callable, Sequence

from celery import shared_task
from django.utils import timezone
from oauth2_provider.models import clear_expired

from mentornet.api import idempotency
from mentornet.drafts import domain as drafts
from mentornet.jobs.tasks import purge_jobs, wake_waiting, work
from mentornet.jobs.wake import enqueue_on_commit
from mentornet.mail import links, outbox, retention
from mentornet.mail.claims import is_due
from mentornet.mail.inbound import mailbox
from mentornet.mail.inbound.receive import purge_inbound as purge
from mentornet.mail.models import Lane
from mentornet.tenancy.scope import operations
from mentornet.webhooks import delivery as webhook

__all__ = ["purge_jobs", "wake_waiting", "work"]

A_BELL = 100


@shared_task
@operations()
def send_urgent_mail() -> int:
    """Send what somebody waits for, and nothing else: for a worker that is kept free for it."""
    return _send("mentornet.tasks.send_urgent_mail", [Lane.URGENT])


@shared_task
@operations()
def send_due_mail() -> int:
    """Send what is due, what is urgent first. Harmless at any time, any number of times at once."""
    return _send("mentornet.tasks.send_due_mail", list(Lane))


def _send(task: str, lanes: Sequence[Lane]) -> int:
    """Where more waits than one task sends, after an outage, say, the next bell is rung at once."""
    sent = outbox.send_due(limit=A_BELL, lanes=lanes)
    if sent and is_due(lanes, now=timezone.now()):
        enqueue_on_commit(task)
    return sent


@shared_task
@operations()
def deliver_webhooks() -> int:
    """Tell the institutions' systems what is due. Harmless at any time, in any number."""
    return webhook.deliver_due()


@shared_task
@operations()
def forget_old_events() -> int:
    """Drop the events that are too old to be asked for again."""
    return webhook.forget_old()


@shared_task
@operations()
def forget_old_answers() -> int:
    """Drop what requests were answered more than a day ago, and tokens that have expired."""
    clear_expired()
    return idempotency.forget_old_answers()


@shared_task
@operations()
def purge_drafts() -> int:
    """Delete drafts that nobody has changed for thirty days. A full load means that more wait."""
    return _in_loads("mentornet.tasks.purge_drafts", drafts.purge_drafts, full=drafts.PURGE_BATCH)


@shared_task
@operations()
def purge_links() -> int:
    """Delete links that have been over for long. A full load means that more wait."""
    return _in_loads("mentornet.tasks.purge_links", links.purge_links, full=links.PURGE_BATCH)


@shared_task
@operations()
def clear_ended_mail() -> int:
    """Take from messages that are over what they said. A full load means that more wait."""
    return _in_loads(
        "mentornet.tasks.clear_ended_mail", retention.clear_ended, full=retention.BATCH
    )


def _in_loads(task: str, clear: Callable[[], int], *, full: int) -> int:
    done = clear()
    if done == full:
        enqueue_on_commit(task)
    return done


@shared_task
def read_mailbox() -> int:
    """Take the answers of calendars that lie in our mailbox; how many mails. Each is taken once."""
    return mailbox.read_mailbox()


@shared_task
@operations()
def purge_inbound() -> int:
    """Forget which mails were taken long ago; how many."""
    return purge()
