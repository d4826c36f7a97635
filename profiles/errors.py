"""What every refusal of the business has in common."""

from mentornet.errors import DomainError

__all__ = ["DomainError"]
