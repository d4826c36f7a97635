"""The project's own tables."""

from mentornet.outbox import OutboxMessage

__all__ = ["OutboxMessage"]
