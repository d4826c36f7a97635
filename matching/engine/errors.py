"""What the engine refuses. Each error names the offender, so that a caller can point at it."""

from collections.abc import Hashable
from typing import Any


class EngineError(ValueError):
    """Input that cannot be matched; `offender` is the id, the index or the value at fault."""

    def __init__(self, message: str, *, offender: Any = None) -> None:
        self.offender = offender
        super().__init__(message)


class EmptySide(EngineError):
    """There is no one on one of the two sides."""

    def __init__(self, side: str) -> None:
        super().__init__(f"There are no {side} to match.", offender=side)


class UnknownId(EngineError):
    """A list or a capacity speaks of someone who is not there."""

    def __init__(self, unknown: Hashable, *, named_by: Hashable) -> None:
        super().__init__(f"{named_by!r} names {unknown!r}, who is not there.", offender=unknown)
        self.named_by = named_by


class NamedTwice(EngineError):
    """One list names the same person twice, or one pair has two edges."""

    def __init__(self, twice: Hashable, *, named_by: Hashable) -> None:
        super().__init__(f"{named_by!r} names {twice!r} twice.", offender=twice)
        self.named_by = named_by


class BadCapacity(EngineError):
    """A capacity is missing, negative or not a whole number."""

    def __init__(self, mentor: Hashable, capacity: Any) -> None:
        super().__init__(
            f"The capacity of {mentor!r} must be a whole number of at least 0, not {capacity!r}.",
            offender=mentor,
        )
        self.capacity = capacity


class BadScore(EngineError):
    """A score is not a finite number."""

    def __init__(self, edge: int, score: float) -> None:
        super().__init__(
            f"The score of edge {edge} is {score}, not a finite number.", offender=edge
        )


class BadIndex(EngineError):
    """A row or a column lies outside the side that it points into, or arrays differ in length."""


class BadWeights(EngineError):
    """Weights that are negative, unknown, not finite, or all zero."""


class BadSize(EngineError):
    """Groups of one, a largest size below the smallest, or another number that cannot be."""


class NamedThemselves(EngineError):
    """Someone lists themselves."""

    def __init__(self, person: Hashable) -> None:
        super().__init__(f"{person!r} names themselves.", offender=person)


class TooMany(EngineError):
    """More people than this method can take; `offender` is their number."""

    def __init__(self, people: int, most: int) -> None:
        super().__init__(f"{people} people are more than {most}.", offender=people)
        self.most = most


class CrossingQuotas(EngineError):
    """Two quotas of one side have someone in common; `offender` are their places in the list."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"Quotas {one} and {other} overlap.", offender=(one, other))
