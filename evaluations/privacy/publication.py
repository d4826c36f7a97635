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

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from evaluations.privacy.alike import hide_alike
from evaluations.privacy.batches import Vector, settle
from evaluations.privacy.measures import ABOUT, ALL_PEOPLE, in_order, whole_of
from evaluations.privacy.structure import PROGRAM, REST, WHOLE, Groups, Structure
from evaluations.privacy.suppress import Hidden

RESTS = timedelta(days=90)
ROUNDS = 12

Facts = Mapping[str, int]
"""What is so of a person, by column."""


@dataclass(frozen=True)
class Known:
    """What is published of one person; no groups: they have left."""

    groups: Groups
    facts: Facts
    moved_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One person of whom something else is so than what is published; *before* None: newly here."""

    person: str
    before: Known | None
    groups: Groups
    facts: Facts

    @property
    def was(self) -> Groups:
        return self.before.groups if self.before else ()


@dataclass(frozen=True)
class Cell:
    """One figure: its count as of a day, and whether it may be shown."""

    count: int
    as_of: date
    shown: bool


@dataclass(frozen=True)
class Row:
    """The figures of one group by column; `open` says whether anything confidential may be shown."""

    open: bool
    since: date
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def cell(self, column: str) -> Cell:
        """A column that nobody has anything in yet has no cells: 0, as everybody knows."""
        return self.cells.get(column) or Cell(0, self.since, self.open)


Table = Mapping[str, Row]


@dataclass(frozen=True)
class Publication:
    """What is shown from *day* on."""

    day: date
    threshold: int
    table: Table


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
    writer = _Writer(nothing, structure, pattern.away, day, threshold, {})
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
    moves = _choose_moves(previous, signatures, changes, day, threshold)
    writer = _Writer(previous, moves.structure, moves.hidden, day, threshold, moves.movers)
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
    moved = _move_columns(previous, moves.structure, changes, moves.taken)
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
    """What is published of somebody whose groups have changed: what was so of them goes along."""
    if not one.groups:
        return Known((), {}, day)
    return Known(one.groups, one.before.facts if one.before and one.was else one.facts, day)


def open_groups(
    structure: Structure,
    *,
    threshold: int,
    hidden: Collection[str] = (),
    known: Collection[str] = (),
) -> Hidden:
    """Which groups stay closed in every column: the small ones, those that would give them away, and
    those that are, but for a few people, others."""
    sizes = structure.sizes
    away: set[Hashable] = {group for group in sizes if sizes[group] < 2 * threshold} | set(hidden)
    while True:
        found = structure.hide(
            sizes,
            sizes,
            threshold=threshold,
            hidden=away,  # type: ignore[arg-type]
            known=known,
            sizes=True,
        )
        away |= found.away
        alike = hide_alike(structure, away, threshold=threshold)
        if not alike:
            return Hidden(frozenset(away), found.uncovered)
        away |= alike


@dataclass(frozen=True)
class _Moves:
    """Whose membership changes are taken, and the groups as they are then."""

    structure: Structure
    hidden: frozenset[Hashable]
    taken: frozenset[str]
    movers: Mapping[str, frozenset[str]]
    """Who moves which figure that can be read, and which group is moved by enough people."""


def _choose_moves(
    previous: Publication,
    signatures: Mapping[Groups, int],
    changes: Sequence[Change],
    day: date,
    threshold: int,
) -> _Moves:
    moving = {
        one.person: one for one in changes if one.was != one.groups and not _rests(one.before, day)
    }
    was_hidden = frozenset(group for group, row in previous.table.items() if not row.open)
    guess: frozenset[Hashable] = was_hidden
    for _round in range(ROUNDS):
        wider = Structure(_moved(signatures, moving.values(), keep=True), _programs(previous))
        vectors = {
            person: _vector(wider, one, (was_hidden, guess)) for person, one in moving.items()
        }
        moving = {one: moving[one] for one in settle(vectors, threshold=threshold)}
        structure = Structure(_moved(signatures, moving.values()))
        movers = _movers(wider, moving, vectors, threshold)
        before = {group for group in previous.table if group not in movers}
        found = open_groups(
            structure,
            threshold=threshold,
            hidden=before & was_hidden,
            known=before - was_hidden,
        )
        torn = structure.split_units | found.uncovered
        if torn and moving:
            moving = _away_from(torn, moving, wider)
        elif found.away == guess:
            return _Moves(structure, found.away, frozenset(moving), movers)
        guess = found.away
    if previous.threshold < threshold:
        # Raising it hides at once, whatever waits.
        away = open_groups(Structure(signatures), threshold=threshold, hidden=was_hidden).away
        return _Moves(Structure(signatures), away, frozenset(), {})
    return _Moves(Structure(signatures), was_hidden, frozenset(), {})


def _away_from(
    groups: Collection[Hashable], moving: Mapping[str, Change], structure: Structure
) -> dict[str, Change]:
    """The moves into and out of other groups than these; none, where none are into or out of them."""
    left = {
        person: one
        for person, one in moving.items()
        if not (structure.all_of(one.was) | structure.all_of(one.groups)) & frozenset(groups)
    }
    return left if len(left) < len(moving) else {}


def _programs(previous: Publication) -> list[str]:
    return [group for group in previous.table if group.startswith(PROGRAM)]


def _rests(before: Known | None, day: date) -> bool:
    return bool(before and before.moved_on and day - before.moved_on < RESTS)


def _moved(
    signatures: Mapping[Groups, int], moving: Iterable[Change], *, keep: bool = False
) -> Counter[Groups]:
    """The population after these moves; with *keep*, whom it lost is in it still."""
    found = Counter(dict(signatures))
    for one in moving:
        found[one.groups] += 1
        if not keep:
            found[one.was] -= 1
    return Counter({groups: count for groups, count in found.items() if groups and count > 0})


def _vector(
    structure: Structure, one: Change, patterns: Iterable[frozenset[Hashable]]
) -> dict[str, int]:
    """Which figures one move changes, under any of these patterns, and in which direction."""
    found: dict[str, int] = {}
    for hidden in patterns:
        was, now = structure.keys_of(one.was, hidden), structure.keys_of(one.groups, hidden)
        found |= dict.fromkeys(was - now, -1) | dict.fromkeys(now - was, 1)
    return found


def _movers(
    structure: Structure,
    moving: Mapping[str, Change],
    vectors: Mapping[str, Vector],
    threshold: int,
) -> dict[str, frozenset[str]]:
    """Who moves each figure that can be read, and each hidden group that enough people move."""
    found: dict[str, set[str]] = defaultdict(set)
    for person, one in moving.items():
        for group in structure.all_of(one.was) ^ structure.all_of(one.groups):
            found[group].add(person)
    many = {group: people for group, people in found.items() if len(people) >= threshold}
    for person in moving:
        for key in vectors[person]:
            many.setdefault(key, set()).add(person)
    return {key: frozenset(people) for key, people in many.items()}


def _move_columns(
    previous: Publication, structure: Structure, changes: Sequence[Change], taken: Collection[str]
) -> dict[str, Counter[str]]:
    """By how much the people who moved change each column of each group."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    wider = Structure(structure.signatures, _programs(previous))
    for one in changes:
        if one.person not in taken:
            continue
        old = one.before.facts if one.before else {}
        for name, count in old.items():
            for group in wider.all_of(one.was):
                found[name][group] -= count
        # Who was here keeps what is published of them until their column takes the rest.
        for name, count in (old if one.was else one.facts).items():
            for group in wider.all_of(one.groups):
                found[name][group] += count
    return found


class _Writer:
    """Writes the columns of one publication, each after the one of which it is a part."""

    def __init__(
        self,
        previous: Publication,
        structure: Structure,
        hidden: frozenset[Hashable],
        day: date,
        threshold: int,
        movers: Mapping[str, frozenset[str]],
    ) -> None:
        self.previous, self.structure, self.hidden = previous, structure, hidden
        self.day, self.threshold, self.movers = day, threshold, movers
        sizes = structure.sizes
        few = structure.hide(sizes, sizes, threshold=threshold, sizes=True).away
        self.counts: dict[str, Mapping[str, int]] = {ALL_PEOPLE: sizes}
        self.away: dict[str, frozenset[Hashable]] = {ALL_PEOPLE: few}
        self.touched: dict[str, frozenset[str]] = {ALL_PEOPLE: frozenset(movers)}
        self.keys: dict[Groups, Vector] = {}

    def choose(
        self,
        name: str,
        moved: Mapping[str, int],
        changes: Sequence[tuple[Change, int]],
        taken: Mapping[str, Known],
    ) -> list[Change]:
        """Write a column with as many of its changes as may be taken; return those."""
        start = self._start(name, moved)
        left = {
            one.person: (one, taken[one.person].groups if one.person in taken else one.was, by)
            for one, by in changes
        }
        while True:
            vectors = {person: self._keys(groups) for person, (_, groups, _by) in left.items()}
            chosen = settle(vectors, threshold=self.threshold, beside=self.movers)
            column = Counter(start)
            for person in chosen:
                for group in self.structure.all_of(left[person][1]):
                    column[group] += left[person][2]
            touched = frozenset(key for person in chosen for key in vectors[person])
            uncovered = self.write(name, column, touched, can_wait=bool(chosen))
            if not uncovered:
                return [left[person][0] for person in sorted(chosen)]
            there = {one for one in chosen if uncovered & self.structure.all_of(left[one][1])}
            left = {one: left[one] for one in chosen - there} if there else {}

    def _keys(self, groups: Groups) -> Vector:
        if groups not in self.keys:
            self.keys[groups] = dict.fromkeys(self.structure.keys_of(groups, self.hidden), 1)
        return self.keys[groups]

    def _start(self, name: str, moved: Mapping[str, int]) -> dict[str, int]:
        """The column as it was, with what the moves have changed in it."""
        table, sizes = self.previous.table, self.structure.sizes
        found = {}
        for group in sizes:
            row = table.get(group)
            if row is None and group.startswith(REST):
                # Before a program had anybody, everybody was not in it.
                row = table.get(WHOLE)
            found[group] = (row.cell(name).count if row else 0) + moved.get(group, 0)
        return found

    def write(
        self, name: str, column: Mapping[str, int], taken: frozenset[str], *, can_wait: bool
    ) -> frozenset[Hashable]:
        """Write one column; return what cannot be hidden, if changes *can wait* instead."""
        touched = taken | self.touched[ALL_PEOPLE]
        rows = {group: row for group, row in self.previous.table.items() if group not in touched}
        stays = {group for group, row in rows.items() if not row.cell(name).shown}
        known = set(rows) - stays
        whole = whole_of(name)
        away: set[Hashable] = self.hidden | self.away[whole] | stays  # type: ignore[assignment]
        if name.partition("|")[0] not in ABOUT:
            found = self._hide(column, whole, away, known)
            if found.uncovered and can_wait:
                return found.uncovered
            while found.uncovered:
                above = {
                    parents[group]
                    for parents in self.structure.families
                    for group in found.uncovered
                    if parents.get(group) is not None
                }
                away |= above | found.uncovered
                found = self._hide(column, whole, away, known)
            away |= found.away
        self.counts[name], self.away[name] = column, frozenset(away)
        self.touched[name] = touched
        return frozenset()

    def _hide(
        self, column: Mapping[str, int], whole: str, away: Collection[Hashable], known: set[str]
    ) -> Hidden:
        return self.structure.hide(
            column,
            self.counts[whole],
            threshold=self.threshold,
            hidden=away,  # type: ignore[arg-type]
            known=known,
        )

    def publication(self) -> Publication:
        """What was written."""
        table = {}
        for group in self.structure.sizes:
            before = self.previous.table.get(group)
            since = before.since if before else self.day
            cells = {}
            for name, column in self.counts.items():
                old = before.cell(name) if before else None
                same = old is not None and group not in self.touched[name]
                as_of = old.as_of if old and same else self.day
                cells[name] = Cell(column[group], as_of, group not in self.away[name])
            table[group] = Row(group not in self.hidden, since, cells)
        return Publication(self.day, self.threshold, table)
