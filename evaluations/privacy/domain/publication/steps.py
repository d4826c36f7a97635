"""From what was shown last and what is so now to what is shown next. Pure.

Published is not what is so, but a state of its own, which follows what is so in steps. A step takes
the changes of a set of people (see `batches`) so that every figure that can be read, or worked out
from others, moves by the changes of at least a threshold of people or stays as it was, with its
date. So all figures of a column speak of the same state and add up, and what two publications
differ by is never the change of few.

1. Who belongs to which groups changes for all columns at once. It says nothing confidential, so
   nothing confidential decides which of these changes are taken. Who has just changed rests for
   `RESTS`: moving the same people again and again would solve for each of them.
2. What is so of people changes column by column.
3. Then each column is suppressed, as in one table (see `suppress`). What was hidden is shown only
   once it has moved, and what was shown and has not moved hides nothing beside it: it is known.

Groups are shown from twice the threshold on, for of fewer people either those who have something
or those who lack it are too few; and not where they are, but for a few people, another group or a
sum of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evaluations.privacy.domain.publication.columns import Columns
from evaluations.privacy.domain.publication.measures import ABOUT, ALL_PEOPLE, in_order, whole_of
from evaluations.privacy.domain.publication.moves import choose_moves, move_columns, open_groups
from evaluations.privacy.domain.publication.states import Change, Known, Publication, Row
from evaluations.privacy.domain.publication.structure import (
    PROGRAM,
    REST,
    WHOLE,
    Family,
    Groups,
    Structure,
    hide_over,
)


@dataclass(frozen=True)
class Step:
    """A publication, and what it has taken in: what is published now of the people who changed."""

    publication: Publication
    taken: Mapping[str, Known]


def publish_first(
    signatures: Mapping[Groups, int],
    counts: Mapping[str, Mapping[str, int]],
    *,
    day: date,
    threshold: int,
) -> Publication:
    """Publish a population for the first time: *counts* by column and group."""
    structure = Structure(signatures)
    pattern = open_groups(structure, threshold=threshold)
    nothing = Publication(day, threshold, {})
    writer = Columns(nothing, structure, pattern.suppressed, day, threshold, {})
    for name in in_order({name for name in counts if name != ALL_PEOPLE}):
        given = counts.get(name, {})
        column = {group: _counted(given, group) for group in structure.sizes}
        writer.write(name, column, frozenset(), can_wait=False)
    return writer.publication()


def _counted(counts: Mapping[str, int], group: str) -> int:
    if group.startswith(REST):
        return counts.get(WHOLE, 0) - counts.get(PROGRAM + group[len(REST) :], 0)
    return counts.get(group, 0)


def publish_next(
    previous: Publication,
    *,
    signatures: Mapping[Groups, int],
    changes: Sequence[Change],
    day: date,
    threshold: int,
) -> Step:
    """Take the next step from *previous*, whose population has these *signatures*."""
    if len(changes) < threshold <= previous.threshold:
        # Nothing can move.
        return Step(replace(previous, day=day), {})
    moves = choose_moves(previous, signatures, changes, day, threshold)
    writer = Columns(previous, moves.structure, moves.hidden, day, threshold, moves.movers)
    taken: dict[str, Known] = {}
    others: dict[str, list[tuple[Change, int]]] = defaultdict(list)
    for one in changes:
        if one.person in moves.taken:
            taken[one.person] = _after_move(one, day)
        # Who waits to be counted out has no say in the meantime, nor who waits to be counted in.
        if one.before and one.was and one.groups:
            for name in {*one.facts, *one.before.facts} - {ALL_PEOPLE}:
                if by := one.facts.get(name, 0) - one.before.facts.get(name, 0):
                    others[name].append((one, by))
    moved = move_columns(previous, moves.structure, changes, moves.taken)
    names = (
        set(moved) | set(others) | {name for row in previous.table.values() for name in row.cells}
    )
    for name in in_order(names - {ALL_PEOPLE}):
        for one in writer.choose(name, moved.get(name, {}), others.get(name, ()), taken):
            published = taken.get(one.person) or one.before
            assert published is not None  # noqa: S101  (only people who are published are chosen)
            facts = {**published.facts, name: one.facts.get(name, 0)}
            facts = {key: count for key, count in facts.items() if count}
            taken[one.person] = replace(published, facts=facts)
    return Step(writer.publication(), taken)


def _after_move(one: Change, day: date) -> Known:
    """Return what is published of someone whose groups have changed: what was so of them goes along."""
    if not one.groups:
        return Known((), {}, day)
    return Known(one.groups, one.before.facts if one.before and one.was else one.facts, day)


def raise_threshold(
    published: Publication, families: Sequence[Family], *, threshold: int
) -> Publication:
    """Hide of what is published what a higher threshold hides, at once."""
    sizes = {group: row.cell(ALL_PEOPLE).count for group, row in published.table.items()}
    closed = {group for group, row in published.table.items() if not row.open}
    closed |= {group for group, size in sizes.items() if size < 2 * threshold}
    few = hide_over(families, sizes, sizes, threshold=threshold, sizes=True).suppressed
    closed_now = closed | few
    suppressed: dict[str, frozenset[Hashable]] = {ALL_PEOPLE: few}
    names = {name for row in published.table.values() for name in row.cells} - {ALL_PEOPLE}
    for name in in_order(names):
        column = {group: row.cell(name) for group, row in published.table.items()}
        hidden: set[Hashable] = {group for group, cell in column.items() if not cell.shown}
        hidden |= closed_now | suppressed[whole_of(name)]
        if name.partition("|")[0] not in ABOUT:
            counts = {group: cell.count for group, cell in column.items()}
            whole = {
                group: row.cell(whole_of(name)).count for group, row in published.table.items()
            }
            hidden |= hide_over(
                families, counts, whole, threshold=threshold, hidden=hidden
            ).suppressed
        suppressed[name] = frozenset(hidden)
    table = {
        group: Row(
            row.open and group not in closed_now,
            row.since,
            {
                name: replace(cell, shown=cell.shown and group not in suppressed[name])
                for name, cell in row.cells.items()
            },
        )
        for group, row in published.table.items()
    }
    return Publication(published.day, threshold, table)
