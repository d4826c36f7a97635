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
from matching.engine.pairs import assignment, stable
from matching.engine.pairs import explanations as explain
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
    counts the places that are left beside the ties of earlier runs.
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


@dataclass(frozen=True)
class Pair:
    """One protégé's outcome; `mentor` None for no one. `choice`: 1 for the first one named."""

    protege: str
    mentor: str | None
    score: float | None
    parts: dict[str, float]
    choice: int | None
    locked: bool


@dataclass(frozen=True)
class Solution:
    """The outcome of a cohort, and the arrays that it came from, for further questions."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[explain.Unmatched, ...]
    instance: Instance
    edges: Edges
    lists: tuple[Ints, Ints, Ints]
    places: Ints
    locks: Ints
    matched: Ints
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
    there = _instance(cohort)
    weights = checked_weights(cohort.weights)
    edges = score(there, rules=cohort.rules, weights=cohort.weights, progress=progress)
    locks = _locks(cohort)
    aside = _positions(cohort.proteges, cohort.proteges_left_out)
    used = _open_edges(cohort, edges, locks, aside)
    lists = _lists(cohort, there, edges, used)
    places = _places(cohort, there, locks)

    def run(room: Ints) -> Ints:
        found = _run(cohort, edges, used, lists, room)
        found[locks[:, 0]] = locks[:, 1]
        return found

    matched = run(places)
    given = places + np.bincount(locks[:, 1], minlength=len(places))
    causes: list[explain.Unmatched] = []
    if explained:
        causes = explain.unmatched(
            there,
            cohort.rules,
            _part(edges, used),
            matched,
            places=given,
            again=lambda room: run(places + (room - given)),
            left_out=aside.tolist(),
        )
    pairs = _pairs(cohort, there, weights, matched, locks)
    return Solution(pairs, tuple(causes), there, edges, lists, places, locks, matched)


def blocking(solution: Solution, matched: Ints) -> list[tuple[int, int]]:
    """Return the pairs (row, column) who would both rather have each other than *matched*.

    Locked pairs and the places that they take are set aside: they were no one's choice.
    """
    offsets, choices, ranks = solution.lists
    rest = matched.copy()
    rest[solution.locks[:, 0]] = UNMATCHED
    found = stable.blocking_arrays(offsets, choices, ranks, solution.places, rest)
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
    return json.dumps(asdict(cohort), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Cohort:
    """Return the cohort that `dump` wrote."""
    given: dict[str, Any] = json.loads(text)
    for side in ("proteges", "mentors"):
        given[side] = tuple(_person(one) for one in given[side])
    given["rules"] = Rules(**given["rules"])
    for name in ("blocked", "tied", "locked", "forbidden"):
        given[name] = tuple((one, other) for one, other in given[name])
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


def _lists(cohort: Cohort, there: Instance, edges: Edges, used: Ints) -> tuple[Ints, Ints, Ints]:
    """Return everyone's list: those whom they named, in that order, then the others by score.

    Equal scores are drawn by the seed.
    """
    rows, cols = edges.rows[used], edges.cols[used]
    drawn = np.random.default_rng(cohort.seed).permutation(len(used))
    scores = -np.round(edges.scores[used], 9)
    own = _place_named(there.proteges.keys, there.mentors.keys, cohort.protege_choices, rows, cols)
    theirs = _place_named(
        there.mentors.keys, there.proteges.keys, cohort.mentor_choices, cols, rows
    )
    order = np.lexsort((drawn, scores, own, rows))
    offsets = np.searchsorted(rows[order], np.arange(len(there.proteges) + 1))
    welcome = np.lexsort((drawn, scores, theirs, cols))
    ranks = np.empty(len(used), dtype=np.int64)
    starts = np.searchsorted(cols[welcome], np.arange(len(there.mentors)))
    ranks[welcome] = np.arange(len(used)) - starts[cols[welcome]]
    return offsets, cols[order], ranks[order]


def _place_named(
    keys: Sequence[str],
    others: Sequence[str],
    choices: dict[str, tuple[str, ...]],
    rows: Ints,
    cols: Ints,
) -> Ints:
    """Return where each edge's column stands in its row's choices; a large number where it does not."""
    at = {key: place for place, key in enumerate(others)}
    width = len(others)
    named: dict[int, int] = {}
    for row, key in enumerate(keys):
        for place, other in enumerate(choices.get(key, ())):
            if other in at:
                named.setdefault(row * width + at[other], place)
    flat = np.array(sorted(named), dtype=np.int64)
    places = np.array([named[key] for key in flat.tolist()], dtype=np.int64)
    found = np.full(len(rows), np.iinfo(np.int64).max)
    if len(flat):
        wanted = rows * width + cols
        position = np.minimum(np.searchsorted(flat, wanted), len(flat) - 1)
        is_named = flat[position] == wanted
        found[is_named] = places[position[is_named]]
    return found


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


def _pairs(
    cohort: Cohort, there: Instance, weights: Floats, matched: Ints, locks: Ints
) -> tuple[Pair, ...]:
    rows = np.flatnonzero(matched != UNMATCHED)
    parts = parts_of(there, rows, matched[rows])
    scores = dict(zip(rows.tolist(), (parts @ weights).tolist(), strict=True))
    part_at = {row: at for at, row in enumerate(rows.tolist())}
    locked = set(locks[:, 0].tolist())
    found = []
    for row, person in enumerate(cohort.proteges):
        if row not in scores:
            found.append(Pair(person.key, None, None, {}, None, locked=False))
            continue
        mentor = cohort.mentors[int(matched[row])].key
        named = cohort.protege_choices.get(person.key, ())
        found.append(
            Pair(
                protege=person.key,
                mentor=mentor,
                score=scores[row],
                parts=part_names(parts[part_at[row]]),
                choice=named.index(mentor) + 1 if mentor in named else None,
                locked=row in locked,
            )
        )
    return tuple(found)


def part_names(parts: Floats) -> dict[str, float]:
    """Return the parts of one score by name, rounded for keeping."""
    return {name: round(float(value), 6) for name, value in zip(PARTS, parts, strict=True)}
