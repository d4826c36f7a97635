"""Whom people of a program named or declined in confidence, for what matches them: pairs know, and register here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from matching.programs.models import Program


@dataclass(frozen=True)
class Choices:
    """Enrollments by key: whom each named, best first, and who declines whom."""

    named: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    declined: frozenset[tuple[UUID, UUID]] = frozenset()


Source = Callable[[Program], Choices]
_sources: list[Source] = []


def register_choices(source: Source) -> None:
    """Let *source* say whom people chose. Called at start-up. Idempotent."""
    if source not in _sources:
        _sources.append(source)


def choices_of(program: Program) -> Choices:
    """Return whom the people of *program* chose. For what matches them alone: no page may show it."""
    return next((source(program) for source in _sources), Choices())
