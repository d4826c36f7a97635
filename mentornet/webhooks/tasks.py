"""Celery tasks for webhooks. They serve all institutions, in the role of operations."""

from celery import shared_task

from mentornet.tenancy.scope import operations
from mentornet.webhooks import delivery


@shared_task(name="mentornet.tasks.deliver_webhooks")
@operations()
def deliver_webhooks() -> int:
    """Send the deliveries that are due. Idempotent; any number may run at once."""
    return delivery.deliver_due()


@shared_task(name="mentornet.tasks.forget_old_events")
@operations()
def purge_events() -> int:
    """Delete events that are too old to be asked for again."""
    return delivery.purge_events()
