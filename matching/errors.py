"""The base of what matching refuses; each neighbourhood has its own errors."""

from profiles.errors import DomainError


class MatchingError(DomainError):
    """A refusal that has to do with programs, enrolments or runs."""
