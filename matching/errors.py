"""The base of what matching refuses; each neighborhood has its own errors."""

from profiles.errors import DomainError


class MatchingError(DomainError):
    """A refusal that has to do with programs, enrollments or runs."""
