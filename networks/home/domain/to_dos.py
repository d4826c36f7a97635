"""Home tasks that higher apps register: to-dos, and the groups that a person meets with.

Programs, groups and their papers live above; networks asks those that have registered at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from profiles.models import Membership


@dataclass(frozen=True)
class HomeTask:
    """A line with its button: what *text* says, under *label*, at *url*; `more` are other buttons."""

    text: str
    label: str
    url: str
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class HomeTasks:
    """What waits for someone, and the groups that they are in, each with what comes next."""

    waiting: tuple[HomeTask, ...] = ()
    groups: tuple[HomeTask, ...] = ()


HomeTaskSource = Callable[[Membership], HomeTasks]

_sources: list[HomeTaskSource] = []


def register_home_tasks(source: HomeTaskSource) -> HomeTaskSource:
    """Let *source* say what waits for a member. Called at start-up."""
    if source not in _sources:
        _sources.append(source)
    return source


def home_tasks_of(member: Membership) -> HomeTasks:
    """Return what all sources have for *member*, in the order in which they registered."""
    found = [source(member) for source in _sources]
    return HomeTasks(
        waiting=tuple(one for each in found for one in each.waiting),
        groups=tuple(one for each in found for one in each.groups),
    )
