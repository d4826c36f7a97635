"""The project's own tables."""

from mentornet.idempotency import IdempotencyKey
from mentornet.outbox import OutboxMessage

__all__ = ["IdempotencyKey", "OutboxMessage"]
