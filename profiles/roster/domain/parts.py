"""A plan cut into parts, each of which can be written by itself, in an order that holds in between. Pure.

1. People whose emails pass from one to another, all at once. 2. People who change, from the top of
the lines of supervision down, so that no circle of them exists in between. 3. New people, from the top
down. 4. People who change and stand below new ones. 5. People who are missing from the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from profiles.roster.domain.plan import Fate, ImportPlan, PlannedPerson

SIZE = 200
"""People in a part: what holds the institution's lock for some tenths of a second."""
ENDINGS = 20
"""People in a part whose time ends: much hangs on each."""
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Parts:
    """The parts in their order, and the rows of which something is left to do when all are written."""

    plans: list[ImportPlan]
    late: list[int]


def cut(plan: ImportPlan) -> Parts:
    """Return the parts of *plan*."""
    linked = _linked(plan)
    depth, below_new = _lines_up(plan)

    def from_the_top(people: Iterable[PlannedPerson]) -> list[PlannedPerson]:
        return sorted(people, key=lambda one: depth.get(one.row.external_id, 0))

    touched = [one for one in plan.people if one.changes]
    first = [one for one in touched if one.row.external_id in linked]
    rest = [one for one in touched if one.row.external_id not in linked]
    last = [one for one in rest if one.row.external_id in below_new and _moves(one)]
    deferred = {one.row.external_id for one in last}
    plans = [[_without_supervisor(one) for one in first]] if first else []
    plans += _chunks(from_the_top(one for one in rest if one.row.external_id not in deferred))
    plans += _chunks(from_the_top(plan.of_fate(Fate.ADDED)))
    plans += _chunks(from_the_top(last))
    parts = [replace(plan, people=people, missing=[]) for people in plans]
    parts += [
        replace(plan, people=[], missing=plan.missing[at : at + ENDINGS])
        for at in range(0, len(plan.missing), ENDINGS)
    ]
    return Parts(parts, [one.row.number for one in first if _moves(one)])


def _chunks(people: Iterable[PlannedPerson]) -> Iterator[list[PlannedPerson]]:
    part: list[PlannedPerson] = []
    weight = 0
    for person in people:
        part.append(person)
        weight += max(SIZE // ENDINGS, 1) if person.fate == Fate.ENDED else 1
        if weight >= SIZE:
            yield part
            part, weight = [], 0
    if part:
        yield part


def _moves(person: PlannedPerson) -> bool:
    return any(change.field == "supervisor" for change in person.changes)


def _without_supervisor(person: PlannedPerson) -> PlannedPerson:
    changes = tuple(one for one in person.changes if one.field != "supervisor")
    return replace(person, row=replace(person.row, supervisor=None), changes=changes)


def _linked(plan: ImportPlan) -> set[str]:
    """Return the known people whose email someone else gets, or who get one that someone has."""
    found: set[str] = set()
    for person in plan.people:
        holder = plan.snapshot.by_email.get(person.row.email)
        if holder is not None and holder.external_id != person.row.external_id:
            found.add(holder.external_id)
            if person.known is not None:
                found.add(person.row.external_id)
    return found


def _lines_up(plan: ImportPlan) -> tuple[dict[str, int], set[str]]:
    """Return how far from the top each will be, and who will be below someone new."""
    above = {known.external_id: known.supervisor for known in plan.snapshot.members.values()}
    for person in plan.people:
        if person.row.supervisor is not None:
            above[person.row.external_id] = person.row.supervisor
        else:
            above.setdefault(person.row.external_id, "")
    new = {person.row.external_id for person in plan.of_fate(Fate.ADDED)}
    depth: dict[str, int] = {}
    below_new: set[str] = set()
    for start in above:
        path: list[str] = []
        one = start
        while one and one not in depth:
            depth[one] = 0
            path.append(one)
            one = above.get(one, "")
        at = depth[one] if one else 0
        is_below = bool(one) and (one in new or one in below_new)
        for walked in reversed(path):
            at += 1
            depth[walked] = at
            if is_below:
                below_new.add(walked)
            is_below = is_below or walked in new
    return depth, below_new
