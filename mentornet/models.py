"""The project's own tables."""

from mentornet.drafts.models import Draft
from mentornet.idempotency import IdempotencyKey
from mentornet.mail.models import Link, OutboxMessage
from mentornet.webhook import WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "Draft",
    "IdempotencyKey",
    "Link",
    "OutboxMessage",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
