"""What is asked of the pairs of a spreadsheet beyond their scores: a mentee for each mentor, an even load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.pairs import arranged, cohort
from matching.engine.pairs import explanations as explain
from matching.engine.pairs.asked import Asked
from matching.engine.pairs.cohort import Cohort, Pair, part_names
from matching.engine.people import Floats, Ints
from matching.engine.scoring import Edges

# A score is at most 1: a pair with the same adviser is made where no other is possible, or all others are as bad.
SAME = 1.0
UNMATCHED = -1


@dataclass(frozen=True)
class Asking:
    """What a director asks.

    `same_if_needed`: those with the same adviser, lab or unit are avoided, not ruled out. `answers` say of names
    that look alike whether they are one person's.
    """

    each_mentor: bool = False
    even: bool = False
    same_if_needed: bool = False
    answers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def needs_best(self) -> bool:
        """Whether only the best overall pairs can do it: stable ones are as the choices make them."""
        return self.each_mentor or self.even or self.same_if_needed


NOTHING = Asking()


@dataclass(frozen=True)
class Found:
    """The pairs, why some have no one, and the mentors who have fewer than was asked."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[explain.Unmatched, ...]
    short: tuple[str, ...] = ()


def solve(
    given: Cohort,
    asking: Asking,
    *,
    unwanted: Sequence[tuple[str, str]] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Return the pairs of *given* that do what is asked as far as can be; *unwanted* ones are avoided.

    Raise what `cohort.solve` raises.
    """
    plain = cohort.solve(given, progress=progress, explained=not asking.needs_best)
    if not asking.needs_best or given.method != cohort.BEST:
        return Found(plain.pairs, plain.unmatched)
    edges, places = plain.edges, plain.places
    scores = edges.scores - SAME * _are(unwanted, given, edges)
    asked = Asked(
        capacities=places,
        minimums=np.minimum(places, 1) if asking.each_mentor else None,
        even=asking.even,
    )
    count = len(given.proteges)

    def run(room: Ints) -> Ints:
        again = Asked(capacities=room, minimums=asked.minimums, even=asked.even)
        return _matched(
            arranged.solve(edges.rows, edges.cols, scores, count, again, seed=given.seed), count
        )

    found = arranged.solve(edges.rows, edges.cols, scores, count, asked, seed=given.seed)
    matched = _matched(found, count)
    unmatched = explain.unmatched(
        plain.instance, given.rules, edges, matched, places=places, again=run
    )
    short = [given.mentors[one.at].key for one in found.short if one.what == "minimum"]
    return Found(_pairs(given, plain, matched), tuple(unmatched), tuple(short))


def _matched(found: arranged.Arranged, count: int) -> Ints:
    matched = np.full(count, UNMATCHED, dtype=np.int64)
    matched[found.rows] = found.cols
    return matched


def _are(pairs: Sequence[tuple[str, str]], given: Cohort, edges: Edges) -> Floats:
    """Return 1 for each edge that is one of *pairs*, else 0."""
    rows = {one.key: at for at, one in enumerate(given.proteges)}
    cols = {one.key: at for at, one in enumerate(given.mentors)}
    width = len(cols)
    keys = np.array([rows[one] * width + cols[other] for one, other in pairs], dtype=np.int64)
    return np.isin(edges.rows * width + edges.cols, keys).astype(np.float64)


def _pairs(given: Cohort, plain: cohort.Solution, matched: Ints) -> tuple[Pair, ...]:
    rows = np.flatnonzero(matched != UNMATCHED)
    scores, parts = cohort.scores_of(plain, given, rows, matched[rows])
    at = {row: place for place, row in enumerate(rows.tolist())}
    found = []
    for row, person in enumerate(given.proteges):
        if row not in at:
            found.append(Pair(person.key, None, None, {}, None, locked=False))
            continue
        mentor = given.mentors[int(matched[row])].key
        named = given.protege_choices.get(person.key, ())
        found.append(
            Pair(
                person.key,
                mentor,
                float(scores[at[row]]),
                part_names(parts[at[row]]),
                named.index(mentor) + 1 if mentor in named else None,
                locked=False,
            )
        )
    return tuple(found)
