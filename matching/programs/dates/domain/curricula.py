"""The curricula that a program can choose; the app above registers where they come from."""

from __future__ import annotations

from collections.abc import Callable

from profiles.models import Institution

Choices = Callable[[Institution], list[tuple[str, str]]]
_sources: list[Choices] = []


def register_curricula(choices: Choices) -> None:
    """Take *choices*, which returns keys and names of an institution's curricula, as a source."""
    if choices not in _sources:
        _sources.append(choices)


def curriculum_choices(institution: Institution) -> list[tuple[str, str]]:
    """Return the curricula of *institution* by key and name."""
    return [one for choices in _sources for one in choices(institution)]
