"""The bells that Celery rings for the project itself."""

from celery import shared_task

from mentornet import outbox, webhook


@shared_task
def send_due_mail() -> int:
    """Send what is due. Harmless to run at any time, any number of times at once."""
    return outbox.send_due()


@shared_task
def deliver_webhooks() -> int:
    """Tell the institutions' systems what is due. Harmless at any time, in any number."""
    return webhook.deliver_due()


@shared_task
def forget_old_events() -> int:
    """Drop the events that are too old to be asked for again."""
    return webhook.forget_old()
