"""The columns of a publication, written one after the other. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date

from evaluations.privacy.domain.publication.batches import Vector, settle
from evaluations.privacy.domain.publication.measures import ABOUT, ALL_PEOPLE, whole_of
from evaluations.privacy.domain.publication.states import Cell, Change, Known, Publication, Row
from evaluations.privacy.domain.publication.structure import REST, WHOLE, Groups, Structure
from evaluations.privacy.domain.suppression import Suppression


class Columns:
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
        few = structure.hide(sizes, sizes, threshold=threshold, sizes=True).suppressed
        self.counts: dict[str, Mapping[str, int]] = {ALL_PEOPLE: sizes}
        self.suppressed: dict[str, frozenset[Hashable]] = {ALL_PEOPLE: few}
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
        """Return the column as it was, with what the moves have changed in it."""
        table, sizes = self.previous.table, self.structure.sizes
        found = {}
        for group in sizes:
            row = table.get(group)
            if row is None and group.startswith(REST):
                # Before a program had anybody, everyone was not in it.
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
        suppressed: set[Hashable] = self.hidden | self.suppressed[whole] | stays  # type: ignore[assignment]
        if name.partition("|")[0] not in ABOUT:
            found = self._hide(column, whole, suppressed, known)
            if found.uncovered and can_wait:
                return found.uncovered
            while found.uncovered:
                above = {
                    parents[group]
                    for parents in self.structure.families
                    for group in found.uncovered
                    if parents.get(group) is not None
                }
                suppressed |= above | found.uncovered
                found = self._hide(column, whole, suppressed, known)
            suppressed |= found.suppressed
        self.counts[name], self.suppressed[name] = column, frozenset(suppressed)
        self.touched[name] = touched
        return frozenset()

    def _hide(
        self,
        column: Mapping[str, int],
        whole: str,
        suppressed: Collection[Hashable],
        known: set[str],
    ) -> Suppression:
        return self.structure.hide(
            column,
            self.counts[whole],
            threshold=self.threshold,
            hidden=suppressed,
            known=known,
        )

    def publication(self) -> Publication:
        """Return what was written."""
        table = {}
        for group in self.structure.sizes:
            before = self.previous.table.get(group)
            since = before.since if before else self.day
            cells = {}
            for name, column in self.counts.items():
                old = before.cell(name) if before else None
                same = old is not None and group not in self.touched[name]
                as_of = old.as_of if old and same else self.day
                cells[name] = Cell(column[group], as_of, group not in self.suppressed[name])
            table[group] = Row(group not in self.hidden, since, cells)
        return Publication(self.day, self.threshold, table)
