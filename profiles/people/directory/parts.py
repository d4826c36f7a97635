"""What apps above show on a director's page of a person: their programs, and what these made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from profiles.models import Membership


@dataclass(frozen=True)
class Part:
    """A section of the page: `read` returns what the template is given, besides `person`."""

    template: str
    read: Callable[[Any, Membership], dict[str, Any]]
    order: int = 0


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Show *part* on the page. Idempotent."""
    _parts[part.template] = part


def parts() -> list[Part]:
    """Return the registered parts, in their order."""
    return sorted(_parts.values(), key=lambda one: one.order)
