"""What a draft needs before people can enroll, beyond its own fields."""

from __future__ import annotations

from collections.abc import Callable

from matching.programs.models import Program

Requirement = Callable[[Program], list[str]]
_requirements: list[Requirement] = []


def register_requirement(requirement: Requirement) -> None:
    """Let *requirement* say in sentences what a program lacks. Called at start-up. Idempotent."""
    if requirement not in _requirements:
        _requirements.append(requirement)


def unmet_requirements(program: Program) -> list[str]:
    """Return what *program* lacks by all that is registered, one sentence each."""
    return [one for requirement in _requirements for one in requirement(program)]
