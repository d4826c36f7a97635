"""The bells that Celery rings for invitations. Harmless to run at any time, any number at once."""

from celery import shared_task
from django.utils import timezone

from networks.domain import invitation


@shared_task
def lapse_invitations() -> int:
    """Close the invitations that nobody answered in time."""
    return invitation.lapse_invitations(timezone.now())


@shared_task
def remind_invitations() -> int:
    """Remind, once each, of the invitations that wait for an answer."""
    return invitation.remind_invitations(timezone.now())
