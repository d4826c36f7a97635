"""The project's own tables."""

from mentornet.api.idempotency import IdempotencyKey
from mentornet.cache_table import CacheRow
from mentornet.changes.models import Change, ChangeHorizon
from mentornet.drafts.models import Draft
from mentornet.jobs.models import Job, ProcessSeen, WakeUp
from mentornet.lists.models import SavedView
from mentornet.mail.models import InboundMessage, Link, OutboxMessage
from mentornet.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "CacheRow",
    "Change",
    "ChangeHorizon",
    "Draft",
    "IdempotencyKey",
    "InboundMessage",
    "Job",
    "Link",
    "OutboxMessage",
    "ProcessSeen",
    "SavedView",
    "WakeUp",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
