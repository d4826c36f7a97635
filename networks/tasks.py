"""The tasks of this app, where Celery looks for them."""

from networks.invitations.tasks import lapse_invitations, remind_invitations

__all__ = ["lapse_invitations", "remind_invitations"]
