"""The project's own tables."""

from mentornet.idempotency import IdempotencyKey
from mentornet.mail.models import InboundMessage, Link, OutboxMessage
from mentornet.webhook import WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "IdempotencyKey",
    "InboundMessage",
    "Link",
    "OutboxMessage",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
