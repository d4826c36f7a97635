"""One cohort from its people to its pairs: scoring, locks, the method, the reasons, the causes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from matching.engine import VERSION
from matching.engine.errors import BadIndex, UnknownId
from matching.engine.pairs import arranging, assignment, stable
from matching.engine.pairs import explanations as explain
from matching.engine.pairs import terms as asking
from matching.engine.pairs.lists import lists_of
from matching.engine.pairs.narrowing import Acts, OwnPairs, own_pairs
from matching.engine.pairs.terms import Terms
from matching.engine.people import Floats, Instance, Ints, Person, instance
from matching.engine.scoring import (
    DEFAULT_WEIGHTS,
    PARTS,
    Edges,
    Rules,
    checked_weights,
    parts_of,
    score,
)

STABLE, BEST = "stable", "best"
UNMATCHED = -1


@dataclass(frozen=True)
class Cohort:
    """All that a matching depends on; equal cohorts have equal matchings.

    Pairs are (protégé's key, mentor's key). `blocked` may not meet by anyone's wish, `forbidden`
    by the director's; `locked` are pairs already, whatever the rules say. `left_out` are keys of
    protégés or mentors (in that order) who are passed over this time. A mentor's `capacity`
    counts the places that are left beside the ties of earlier runs. `wanted` is how many mentors a protégé may have
    where it is more than one, beside the `having` of earlier runs. By STABLE everyone has one of a run.
    """

    proteges: tuple[Person, ...]
    mentors: tuple[Person, ...]
    method: str = STABLE
    seed: int = 0
    weights: dict[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    rules: Rules = field(default_factory=Rules)
    worst_off: float | None = None
    blocked: tuple[tuple[str, str], ...] = ()
    tied: tuple[tuple[str, str], ...] = ()
    locked: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    proteges_left_out: tuple[str, ...] = ()
    mentors_left_out: tuple[str, ...] = ()
    protege_choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    mentor_choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    wanted: dict[str, int] = field(default_factory=dict)
    having: dict[str, int] = field(default_factory=dict)

    @property
    def is_arranged(self) -> bool:
        """Whether its pairs are made to do what a director asks: the best overall alone can be."""
        asks = bool(self.terms) or bool(self.wanted) or bool(self.having)
        return asks and self.method == BEST


@dataclass(frozen=True)
class Pair:
    """One protégé's outcome; `mentor` None for no one. `choice`: 1 for the first one named.

    `ruled`: what the director asked made the pair, whatever the two said in confidence. `nth`: which of the mentors
    that the protégé may have.
    """

    protege: str
    mentor: str | None
    score: float | None
    parts: dict[str, float]
    choice: int | None
    locked: bool
    ruled: bool = False
    nth: int = 1


@dataclass(frozen=True)
class Solution:
    """The outcome of a cohort, and the arrays that it came from, for further questions.

    `pairs` are one a protégé, in their order, and after them one for each further mentor that someone may have.
    `matched` are the first mentors of this run, `further` (f, 2) the others.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[explain.Unmatched, ...]
    instance: Instance
    edges: Edges
    lists: tuple[Ints, Ints, Ints]
    places: Ints
    locks: Ints
    matched: Ints
    further: Ints
    wanted: Ints
    version: str = VERSION


def solve(
    cohort: Cohort,
    *,
    progress: Callable[[int, int], None] | None = None,
    explained: bool = True,
) -> Solution:
    """Match *cohort*; the same cohort gives the same pairs, here and in a year's time.

    Raise the engine's errors for input that cannot be used. *progress* is called with what is
    done and the whole, and may raise to stop the work.
    """
    if cohort.method not in (STABLE, BEST):
        raise BadIndex(f"{cohort.method!r} is no method.", offender=cohort.method)
    own = _own_pairs(cohort)
    cohort = _without_confidence(cohort, own)
    there = _instance(cohort)
    weights = checked_weights(cohort.weights)
    edges = score(there, rules=cohort.rules, weights=cohort.weights, progress=progress)
    locks = _locks(cohort)
    aside = _positions(cohort.proteges, cohort.proteges_left_out)
    arranged = None
    if cohort.is_arranged:
        arranged = arranging.arrange(
            cohort.terms,
            there,
            edges,
            rules=cohort.rules,
            weights=weights,
            locks=locks,
            proteges_out=aside,
            mentors_out=_positions(cohort.mentors, cohort.mentors_left_out),
            seed=cohort.seed,
            mentors_each=cohort.wanted,
            having=cohort.having,
        )
        locks = arranged.locks
    used = _open_edges(cohort, edges, locks, aside)
    lists = lists_of(
        there,
        edges,
        used,
        seed=cohort.seed,
        protege_choices=cohort.protege_choices,
        mentor_choices=cohort.mentor_choices,
    )
    places = _places(cohort, there, locks)

    def run(room: Ints) -> Ints:
        found = _run(cohort, edges, used, lists, room)
        found[locks[:, 0]] = locks[:, 1]
        return found

    matched = run(places) if arranged is None else arranged.matched
    further = np.zeros((0, 2), dtype=np.int64) if arranged is None else arranged.further
    wanted = _wanted(cohort)
    given = places + np.bincount(locks[:, 1], minlength=len(places))
    given = np.maximum(given - np.bincount(further[:, 1], minlength=len(places)), 0)
    causes: list[explain.Unmatched] = []
    if explained:
        causes = explain.unmatched(
            there,
            cohort.rules,
            _part(edges, used),
            matched,
            places=given,
            again=None if arranged else lambda room: run(places + (room - given)),
            left_out=aside.tolist(),
        )
        causes = arranging.with_changes(causes, arranged) if arranged else causes
    pairs = _pairs(cohort, there, weights, (matched, further), locks, own)
    return Solution(
        pairs, tuple(causes), there, edges, lists, places, locks, matched, further, wanted
    )


def blocking(
    solution: Solution, matched: Ints, further: Ints | None = None
) -> list[tuple[int, int]]:
    """Return the pairs (row, column) who would both rather have each other than *matched* and *further*.

    Locked pairs and the places that they take are set aside: they were no one's choice.
    """
    offsets, choices, ranks = solution.lists
    rest = matched.copy()
    rest[solution.locks[:, 0]] = UNMATCHED
    found = stable.blocking_arrays(
        offsets, choices, ranks, solution.places, rest, further, solution.wanted
    )
    return [(row, col) for row, col in found.tolist()]


def scores_of(solution: Solution, cohort: Cohort, rows: Ints, cols: Ints) -> tuple[Floats, Floats]:
    """Return scores and parts of any pairs, also of those that no method would have made."""
    parts = parts_of(solution.instance, rows, cols)
    return parts @ checked_weights(cohort.weights), parts


def scores_between(cohort: Cohort, pairs: Sequence[tuple[str, str]]) -> list[float | None]:
    """Return the score of each pair of keys, protégé and mentor; None where one of them is not in *cohort*.

    No one is matched for it, so it costs what the pairs cost.
    """
    there = _instance(cohort)
    rows = {key: at for at, key in enumerate(there.proteges.keys)}
    cols = {key: at for at, key in enumerate(there.mentors.keys)}
    known = [at for at, (one, other) in enumerate(pairs) if one in rows and other in cols]
    found: list[float | None] = [None] * len(pairs)
    if known:
        parts = parts_of(
            there,
            np.array([rows[pairs[at][0]] for at in known]),
            np.array([cols[pairs[at][1]] for at in known]),
        )
        for at, score_of in zip(known, parts @ checked_weights(cohort.weights), strict=True):
            found[at] = float(score_of)
    return found


def dump(cohort: Cohort) -> str:
    """Return the cohort as JSON, the same text for equal cohorts."""
    given = asdict(cohort)
    for name in ("terms", "wanted", "having"):  # as it was written before these could be asked
        if not getattr(cohort, name):
            del given[name]
    return json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Cohort:
    """Return the cohort that `dump` wrote."""
    given: dict[str, Any] = json.loads(text)
    for side in ("proteges", "mentors"):
        given[side] = tuple(_person(one) for one in given[side])
    given["rules"] = Rules(**given["rules"])
    given["terms"] = asking.load(given["terms"]) if "terms" in given else Terms()
    for name in ("blocked", "tied", "locked", "forbidden"):
        given[name] = asking.pairs_of(given[name])
    for name in ("proteges_left_out", "mentors_left_out"):
        given[name] = tuple(given[name])
    for name in ("protege_choices", "mentor_choices"):
        given[name] = {key: tuple(named) for key, named in given[name].items()}
    return Cohort(**given)


def digest(text: str) -> str:
    """Return the SHA-256 of a dumped cohort and of the engine's version."""
    return hashlib.sha256(f"{VERSION}\n{text}".encode()).hexdigest()


def _person(given: dict[str, Any]) -> Person:
    lists = ("roles", "terms", "modes", "languages", "above")
    return Person(**given | {name: tuple(given[name]) for name in lists})


def _wanted(cohort: Cohort) -> Ints:
    ones = np.ones(len(cohort.proteges), dtype=np.int64)
    if not cohort.is_arranged:
        return ones
    rows = {person.key: at for at, person in enumerate(cohort.proteges)}
    return asking.numbers(cohort.wanted, rows, ones)


def _instance(cohort: Cohort) -> Instance:
    return instance(
        cohort.proteges,
        cohort.mentors,
        blocked=(*cohort.blocked, *cohort.forbidden),
        tied=cohort.tied,
        protege_choices=dict(cohort.protege_choices),
        mentor_choices=dict(cohort.mentor_choices),
    )


def _positions(people: Sequence[Person], keys: Sequence[str]) -> Ints:
    at = {person.key: place for place, person in enumerate(people)}
    return np.array(sorted(at[key] for key in keys if key in at), dtype=np.int64)


def _locks(cohort: Cohort) -> Ints:
    rows = {person.key: at for at, person in enumerate(cohort.proteges)}
    cols = {person.key: at for at, person in enumerate(cohort.mentors)}
    found: dict[int, int] = {}
    for protege, mentor in cohort.locked:
        if protege not in rows:
            raise UnknownId(protege, named_by="the locks")
        if mentor not in cols:
            raise UnknownId(mentor, named_by="the locks")
        found[rows[protege]] = cols[mentor]
    return np.array(sorted(found.items()), dtype=np.int64).reshape(-1, 2)


def _open_edges(cohort: Cohort, edges: Edges, locks: Ints, aside: Ints) -> Ints:
    """Positions of the edges between people who are neither locked nor left out."""
    mentors = _positions(cohort.mentors, cohort.mentors_left_out)
    busy = np.isin(edges.rows, np.concatenate([locks[:, 0], aside]))
    return np.flatnonzero(~busy & ~np.isin(edges.cols, mentors))


def _part(edges: Edges, used: Ints) -> Edges:
    return replace(
        edges,
        rows=edges.rows[used],
        cols=edges.cols[used],
        scores=edges.scores[used],
        parts=edges.parts[used],
    )


def _places(cohort: Cohort, there: Instance, locks: Ints) -> Ints:
    """Places beside the locked pairs; a mentor who has more of them than places has none."""
    taken = np.bincount(locks[:, 1], minlength=len(there.mentors))
    places: Ints = np.maximum(there.mentors.capacity - taken, 0)
    places[_positions(cohort.mentors, cohort.mentors_left_out)] = 0
    return places


def _run(
    cohort: Cohort, edges: Edges, used: Ints, lists: tuple[Ints, Ints, Ints], places: Ints
) -> Ints:
    if cohort.method == STABLE:
        return stable.solve_arrays(*lists, places)
    return assignment.solve(
        edges.rows[used],
        edges.cols[used],
        edges.scores[used],
        edges.shape[0],
        places,
        seed=cohort.seed,
        worst_off=cohort.worst_off,
    )


def _own_pairs(cohort: Cohort) -> OwnPairs:
    terms = cohort.terms if cohort.is_arranged else Terms()
    acts = Acts(
        forbidden=cohort.forbidden,
        locked=cohort.locked,
        proteges_out=cohort.proteges_left_out,
        mentors_out=cohort.mentors_left_out,
        terms=terms,
        wanted=cohort.wanted if cohort.is_arranged else {},
        having=cohort.having if cohort.is_arranged else {},
    )
    return own_pairs(cohort.proteges, cohort.mentors, cohort.rules, acts)


def _without_confidence(cohort: Cohort, own: OwnPairs) -> Cohort:
    """Let nothing that anyone said in confidence part the director's own pairs."""
    return replace(
        cohort,
        blocked=tuple(pair for pair in cohort.blocked if pair not in own),
        tied=tuple(pair for pair in cohort.tied if pair not in own),
    )


def _pairs(
    cohort: Cohort,
    there: Instance,
    weights: Floats,
    found: tuple[Ints, Ints],
    locks: Ints,
    own: OwnPairs,
) -> tuple[Pair, ...]:
    matched, further = found
    at, cols, numbers = _slots(cohort, matched, further)
    made = np.flatnonzero(cols != UNMATCHED)
    parts = parts_of(there, at[made], cols[made])
    scored = dict(zip(made.tolist(), zip(parts @ weights, parts, strict=True), strict=True))
    locked = {(row, col) for row, col in locks.tolist()}
    pairs = []
    for slot, (row, col, nth) in enumerate(zip(*map(list, (at, cols, numbers)), strict=True)):
        person = cohort.proteges[row]
        if slot not in scored:
            pairs.append(Pair(person.key, None, None, {}, None, locked=False, nth=int(nth)))
            continue
        mentor = cohort.mentors[col].key
        named = cohort.protege_choices.get(person.key, ())
        is_locked = (row, col) in locked
        pairs.append(
            Pair(
                protege=person.key,
                mentor=mentor,
                score=float(scored[slot][0]),
                parts=part_names(scored[slot][1]),
                choice=named.index(mentor) + 1 if mentor in named else None,
                locked=is_locked,
                ruled=not is_locked and (person.key, mentor) in own,
                nth=int(nth),
            )
        )
    return tuple(pairs)


def _slots(cohort: Cohort, matched: Ints, further: Ints) -> tuple[Ints, Ints, Ints]:
    """Return of each mentor that protégés may have: the row, the column (or UNMATCHED), and which it is."""
    rows = np.arange(len(matched))
    had = asking.numbers(
        cohort.having, {one.key: at for at, one in enumerate(cohort.proteges)}, np.zeros_like(rows)
    )
    given: dict[int, list[int]] = {}
    for row, col in further.tolist():
        given.setdefault(row, []).append(col)
    more = [
        (row, mentors[nth - 2] if nth - 2 < len(mentors) else UNMATCHED, had[row] + nth)
        for row, one in enumerate(cohort.proteges)
        if (most := cohort.wanted.get(one.key, 1)) > 1
        for mentors in [given.get(row, [])]
        for nth in range(2, most + 1)
    ]
    further_slots = np.array(more, dtype=np.int64).reshape(-1, 3)
    first = np.column_stack([rows, matched, had + 1])
    slots = np.concatenate([first, further_slots])
    return slots[:, 0], slots[:, 1], slots[:, 2]


def part_names(parts: Floats) -> dict[str, float]:
    """Return the parts of one score by name, rounded for keeping."""
    return {name: round(float(value), 6) for name, value in zip(PARTS, parts, strict=True)}
