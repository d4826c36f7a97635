"""The project's own tables."""

from mentornet.outbox import OutboxMessage
from mentornet.webhook import WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = ["OutboxMessage", "WebhookDelivery", "WebhookEndpoint", "WebhookEvent"]
