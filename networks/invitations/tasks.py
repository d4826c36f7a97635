"""Celery tasks for invitations. Idempotent; any number may run at once."""

from celery import shared_task
from django.utils import timezone

from mentornet.jobs.recurring import sweep
from networks.invitations.domain import lifecycle


@shared_task(name="networks.tasks.lapse_invitations")
def lapse_invitations() -> int:
    """Close the invitations that were not answered in time."""
    return sweep("networks.lapse_invitations", lambda: lifecycle.lapse_invitations(timezone.now()))


@shared_task(name="networks.tasks.remind_invitations")
def remind_invitations() -> int:
    """Remind mentors, once each, of the invitations that wait for an answer."""
    return sweep(
        "networks.remind_invitations", lambda: lifecycle.remind_invitations(timezone.now())
    )
