"""Mail that a mail service hands to us, through django-anymail's signal.

Anymail checks the service's signature and ANYMAIL_WEBHOOK_SECRET before it sends the signal; an error
here answers the service with 500, and it tries again later.
"""

from __future__ import annotations

import logging
from typing import Any

from anymail.signals import inbound
from django.dispatch import receiver

from mentornet.mail.inbound.receive import receive

logger = logging.getLogger(__name__)


@receiver(inbound, dispatch_uid="mentornet.mail.inbound")
def on_inbound(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Take the mail of one event."""
    message = event.message
    named = [message.envelope_recipient] if message.envelope_recipient else []
    outcome = receive(message, recipients=named)
    logger.info("Inbound mail by %s: %s", esp_name, outcome)
