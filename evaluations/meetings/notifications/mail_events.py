"""What mail services report of our mail, through django-anymail's signal."""

from __future__ import annotations

from typing import Any

from anymail.signals import EventType, tracking
from django.dispatch import receiver

from evaluations.meetings.notifications.domain import note_bounce
from evaluations.meetings.notifications.models import Delivery
from mentornet.tenancy.scope import operations

TROUBLE = {
    EventType.BOUNCED: Delivery.Trouble.BOUNCED,
    EventType.REJECTED: Delivery.Trouble.BOUNCED,
    EventType.COMPLAINED: Delivery.Trouble.COMPLAINED,
    EventType.UNSUBSCRIBED: Delivery.Trouble.COMPLAINED,
}


@receiver(tracking)
def on_tracking(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Note bounces and complaints; what was opened or clicked is no one's business."""
    if trouble := TROUBLE.get(event.event_type):
        # The mail service knows addresses and no institutions.
        with operations():
            note_bounce(event.recipient or "", trouble)
