"""Why a pair, and why no one: facts as codes and indices, which the domain puts into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.people import Instance, Ints
from matching.engine.scoring import PARTS, Edges, Rule, Rules, causes_of

UNMATCHED = -1
# Rules that a director may relax; the others are facts or someone's own wish.
RELAXABLE = (Rule.RANK, Rule.UNIT, Rule.SUPERVISION, Rule.SUPERVISOR)


@dataclass(frozen=True)
class Reason:
    """One part of a pair's score: its value in [0, 1] and what it adds to the score."""

    part: str
    value: float
    adds: float


@dataclass(frozen=True)
class Loss:
    """A mentor whose places others hold: the column, their rows, and whether by a wish.

    `by_wish`: the mentor named at least one of them and not this protégé.
    """

    col: int
    holders: tuple[int, ...]
    by_wish: bool


@dataclass(frozen=True)
class Change:
    """One change that gives the protégé a mentor: a place more with `col`, or `rule` relaxed.

    `opens` counts the mentors with a free place whom the relaxed rule would let in. Of what a director asked: "limit"
    (the limit at `limit` raised by one) and "reserved" (a reserved place of `col` let go).
    """

    kind: str
    col: int
    rule: Rule | None = None
    opens: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class Unmatched:
    """Why one protégé has no mentor.

    `cause`: "left_out" (by the director), "no_candidates" (`rule` took most of the mentors out,
    `removed` says how many each did), "passed_over" (every candidate is left out of this run), "limits" (of what the
    director asked, see `change`) or "places_taken" (`losses`, the best candidates first).
    """

    row: int
    cause: str
    rule: Rule | None
    removed: dict[Rule, int]
    candidates: int
    losses: tuple[Loss, ...]
    change: Change | None


def reasons(parts: Mapping[str, float], weights: Mapping[str, float]) -> list[Reason]:
    """Return the parts of one score that speak for the pair, what adds most first.

    *parts* and *weights* are by name; a missing weight is 0.
    """
    found = [
        Reason(name, parts[name], parts[name] * weights.get(name, 0.0))
        for name in PARTS
        if parts.get(name, 0.0) > 0
    ]
    return sorted(found, key=lambda reason: -reason.adds)


def unmatched(
    instance: Instance,
    rules: Rules,
    edges: Edges,
    matched: Ints,
    *,
    places: Ints,
    again: Callable[[Ints], Ints] | None = None,
    tries: int = 60,
    left_out: Sequence[int] = (),
) -> list[Unmatched]:
    """Explain every protégé without a mentor in *matched*, in the order of the rows.

    *places* (mentors,) is what the run had to give. *again* solves the same edges with other
    places; it is called at most *tries* times, once a mentor, to try whether one more place with them
    would do. Without it, or beyond the tries, no place is promised.
    """
    finder = _Finder(instance, rules, edges, matched, places, again, tries)
    aside = set(left_out)
    return [
        Unmatched(row, "left_out", None, {}, int(edges.candidates[row]), (), None)
        if row in aside
        else finder.explain(row)
        for row in np.flatnonzero(matched == UNMATCHED).tolist()
    ]


class _Finder:
    def __init__(
        self,
        instance: Instance,
        rules: Rules,
        edges: Edges,
        matched: Ints,
        places: Ints,
        again: Callable[[Ints], Ints] | None,
        tries: int,
    ) -> None:
        self.instance, self.rules, self.edges = instance, rules, edges
        self.matched, self.places, self.again, self.tries = matched, places, again, tries
        self.tried: dict[int, Ints] = {}
        load = np.bincount(matched[matched != UNMATCHED], minlength=len(places))
        self.free = places > load
        self.starts = np.searchsorted(edges.rows, np.arange(edges.shape[0] + 1))

    def explain(self, row: int) -> Unmatched:
        own = slice(self.starts[row], self.starts[row + 1])
        order = np.lexsort((self.edges.cols[own], -self.edges.scores[own]))
        cols = self.edges.cols[own][order]
        removed = {
            rule: int(count)
            for rule, count in zip(Rule, self.edges.removed[row], strict=True)
            if count
        }
        if not len(cols) and self.edges.candidates[row]:
            found = int(self.edges.candidates[row])
            return Unmatched(row, "passed_over", None, removed, found, (), None)
        if not len(cols):
            rule = max(removed, key=lambda one: (removed[one], -one)) if removed else None
            change = self._relaxed(row) or self._new_place(row)
            return Unmatched(row, "no_candidates", rule, removed, 0, (), change)
        losses = tuple(self._loss(row, col) for col in cols[:3].tolist())
        change = self._place(row, cols) or self._relaxed(row)
        return Unmatched(
            row, "places_taken", None, removed, int(self.edges.candidates[row]), losses, change
        )

    def _loss(self, row: int, col: int) -> Loss:
        holders = np.flatnonzero(self.matched == col)
        wishes = self.instance.mentor_wishes
        named = any(wishes[holder, col] > 0 for holder in holders.tolist())
        return Loss(col, tuple(holders.tolist()), bool(named and not wishes[row, col] > 0))

    def _place(self, row: int, cols: Ints) -> Change | None:
        for col in cols.tolist():
            found = self._with_place(col)
            if found is None:
                return None
            if found[row] != UNMATCHED:
                return Change("place", col)
        return None

    def _with_place(self, col: int) -> Ints | None:
        """Return the matching with one place more at *col*, tried once; None beyond the tries."""
        if col not in self.tried:
            if self.again is None or self.tries <= 0:
                return None
            self.tries -= 1
            more = self.places.copy()
            more[col] += 1
            self.tried[col] = self.again(more)
        return self.tried[col]

    def _relaxed(self, row: int) -> Change | None:
        """Return a rule that alone stands between the protégé and a mentor with a free place.

        Such a mentor takes no one else's place, so the pair is there under either method.
        """
        causes = causes_of(self.instance, self.rules, row)
        alone = causes.sum(axis=1) == 1
        best: Change | None = None
        for rule in RELAXABLE:
            open_to = np.flatnonzero(alone & causes[:, rule] & self.free)
            if len(open_to) and (best is None or len(open_to) > best.opens):
                best = Change("rule", int(open_to[0]), rule, len(open_to))
        return best

    def _new_place(self, row: int) -> Change | None:
        """Return a mentor whom only their capacity of 0 keeps away."""
        causes = causes_of(self.instance, self.rules, row)
        alone = (causes.sum(axis=1) == 1) & causes[:, Rule.NO_PLACE]
        return Change("place", int(np.argmax(alone))) if alone.any() else None
