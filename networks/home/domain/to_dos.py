"""Home tasks that higher apps register: to-dos, and the groups that a person meets with.

Programs, groups and their papers live above; networks asks those that have registered at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from networks.relationships.models import Tie
from profiles.models import Membership


@dataclass(frozen=True)
class HomeTask:
    """A line with its button: what *text* says, under *label*, at *url*; `more` are other buttons.

    `detail` is a second line, in small.
    """

    text: str
    label: str
    url: str
    more: tuple[tuple[str, str], ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class MenteeFacts:
    """How a mentor's relationship with one mentee is doing, in three facts."""

    last_met: date | None
    next_at: datetime | None
    open_actions: int


@dataclass(frozen=True)
class HomeTasks:
    """What waits for someone, and the groups that they are in, each with what comes next.

    `today` is on until it is over; `meetings` are the next ones, and `to_schedule` stands there
    for someone who has none; `for_others` waits for somebody else. `mentees` has facts by the key of
    a relationship in which the person is the mentor.
    """

    waiting: tuple[HomeTask, ...] = ()
    groups: tuple[HomeTask, ...] = ()
    today: tuple[HomeTask, ...] = ()
    meetings: tuple[HomeTask, ...] = ()
    to_schedule: tuple[HomeTask, ...] = ()
    for_others: tuple[HomeTask, ...] = ()
    mentees: Mapping[UUID, MenteeFacts] = field(default_factory=dict)


@dataclass(frozen=True)
class NextStep:
    """The one large thing to do on a home page."""

    title: str
    why: str
    url: str
    label: str


class FirstTask(Protocol):
    """What comes before everything else for *member*; *is_new*: no one helps them yet, and they answered nothing."""

    def __call__(self, member: Membership, *, is_new: bool) -> NextStep | None: ...


HomeTaskSource = Callable[[Membership], HomeTasks]

SharedSource = Callable[[Membership, Sequence[Tie]], Mapping[UUID, str]]
"""What mentees share with a mentor: a sentence each, by the key of the relationship."""

_sources: list[HomeTaskSource] = []
_shared_sources: list[SharedSource] = []
_first_tasks: list[FirstTask] = []


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
        today=tuple(one for each in found for one in each.today),
        meetings=tuple(one for each in found for one in each.meetings),
        to_schedule=tuple(one for each in found for one in each.to_schedule),
        for_others=tuple(one for each in found for one in each.for_others),
        mentees={key: facts for each in found for key, facts in each.mentees.items()},
    )


def register_first_task(source: FirstTask) -> FirstTask:
    """Let *source* say what comes first for someone who is new. Called at start-up."""
    if source not in _first_tasks:
        _first_tasks.append(source)
    return source


def first_task_of(member: Membership, *, is_new: bool) -> NextStep | None:
    """Return the first thing that a source has for *member*, if there is any."""
    found = (source(member, is_new=is_new) for source in _first_tasks)
    return next((one for one in found if one is not None), None)


def register_shared(source: SharedSource) -> SharedSource:
    """Let *source* say what mentees share with their mentor. Called at start-up."""
    if source not in _shared_sources:
        _shared_sources.append(source)
    return source


def shared_with(mentor: Membership, ties: Sequence[Tie]) -> dict[UUID, str]:
    """Return what the mentees of *ties* share with *mentor*, in words, by the key of the tie."""
    if not ties:
        return {}
    return {key: said for source in _shared_sources for key, said in source(mentor, ties).items()}
