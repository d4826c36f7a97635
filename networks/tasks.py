"""Celery's way in for invitations. Harmless to run at any time, any number at once."""

from celery import shared_task
from django.utils import timezone

from mentornet.jobs.recurring import sweep
from networks.invitations.domain import lifecycle as invitation


@shared_task
def lapse_invitations() -> int:
    """Close the invitations that nobody answered in time."""
    return sweep("networks.lapse_invitations", lambda: invitation.lapse_invitations(timezone.now()))


@shared_task
def remind_invitations() -> int:
    """Remind, once each, of the invitations that wait for an answer."""
    return sweep(
        "networks.remind_invitations", lambda: invitation.remind_invitations(timezone.now())
    )
