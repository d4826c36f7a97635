"""The scorer as it was until December 2026, kept as the baseline of the benchmarks.

From two sides of people to candidate edges with scores in [0, 1] and what each is made of.

Hard rules take pairs out; nine parts, each in [0, 1], are weighed for those that are left. Blocks
of protégés are scored against all mentors, and of each block only the best edges of each person
are kept: memory grows with the edges kept and the length of a block, never with people × people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadIndex, BadWeights
from matching.engine.people import MODES, RANK_WISHES, UNKNOWN, Floats, Instance, Ints, Side

PARTS = (
    "area",
    "role",
    "expertise",
    "distance",
    "reach",
    "unit",
    "language",
    "supervisor",
    "protege_wish",
    "mentor_wish",
)
DEFAULT_WEIGHTS: dict[str, float] = {
    "area": 5,
    "role": 3,
    "expertise": 4,
    "distance": 3,
    "reach": 1,
    "unit": 1,
    "language": 1,
    "supervisor": 0,
    "protege_wish": 8,
    "mentor_wish": 4,
}
# Steps of rank that the mentor is ahead: one or two is half a generation [C].
STEPS_AHEAD = {-4: 0.0, -3: 0.0, -2: 0.0, -1: 0.1, 0: 0.4, 1: 1.0, 2: 1.0, 3: 0.7, 4: 0.5}
WISH_UNMET = 0.6  # of the distance part, where the mentor would rather mentor others
NEUTRAL = 0.5  # a part about which one of the two has said nothing
WORKING_HOURS = 8.0
BLOCK_CELLS = 2_000_000
EDGES_AT_ONCE = 100_000


class Rule(IntEnum):
    """The hard rules, in the order in which they are named as the cause."""

    ITSELF = 0
    NO_PLACE = 1
    TIED = 2
    BLOCKED = 3
    SUPERVISION = 4
    RANK = 5
    UNIT = 6
    SUPERVISOR = 7


@dataclass(frozen=True)
class Rules:
    """What no pair may break. None turns a rule off.

    `supervision_depth`: how many steps of the line of supervision, up or down, part two people.
    `min_steps`, `max_steps`: how many steps of rank the mentor must or may be ahead.
    `same_unit`: False parts people of one unit; `same_supervisor`: False, people who have one supervisor.
    """

    supervision_depth: int | None = 99
    min_steps: int | None = 1
    max_steps: int | None = None
    same_unit: bool = True
    same_supervisor: bool = True


@dataclass(frozen=True)
class Edges:
    """The candidate pairs kept, sorted by row and then column; e edges.

    `parts` is (e, 10) in the order of PARTS. `removed` (proteges × 8) counts, for each protégé,
    the mentors that each rule takes out, the first rule in order named; `candidates` counts
    those left, of whom the best were kept.
    """

    rows: Ints
    cols: Ints
    scores: Floats
    parts: Floats
    removed: Ints
    candidates: Ints
    shape: tuple[int, int] = field(default=(0, 0))

    def __len__(self) -> int:
        return len(self.rows)


def score(
    instance: Instance,
    *,
    rules: Rules = Rules(),
    weights: Mapping[str, float] | None = None,
    per_protege: int = 50,
    per_mentor: int = 50,
    progress: Callable[[int, int], None] | None = None,
) -> Edges:
    """Return the best candidate edges of each person.

    The *per_protege* best mentors of each protégé and the *per_mentor* best protégés of each
    mentor are kept, and every pair that one of the two wished for, unless a rule parts it.
    *weights* (see PARTS; missing ones are 0) are relative. *progress* is called with the
    protégés done and their number; what it raises stops the work.
    Raise BadWeights for weights that cannot be used.
    """
    if per_protege < 1 or per_mentor < 0:
        raise BadIndex("Keep one edge a person at least.", offender=(per_protege, per_mentor))
    share = checked_weights(weights)
    count, width = len(instance.proteges), len(instance.mentors)
    removed = np.zeros((count, len(Rule)), dtype=np.int64)
    candidates = np.zeros(count, dtype=np.int64)
    best_of_mentor = _Best(width, per_mentor)
    kept: list[Ints] = []
    height = max(1, min(count, BLOCK_CELLS // width))
    for start in range(0, count, height):
        rows = np.arange(start, min(start + height, count))
        causes = _causes(instance, rules, rows)
        for rule in Rule:
            removed[rows, rule] = (causes == rule).sum(axis=1)
        free = causes < 0
        candidates[rows] = free.sum(axis=1)
        total = _block_scores(instance, share, rows)
        total[~free] = -1.0
        kept.append(_best_of_rows(total, per_protege) + start * width)
        best_of_mentor.offer(total, start)
        if progress:
            progress(int(rows[-1]) + 1, count)
    keys = np.concatenate([*kept, best_of_mentor.keys(width), _wished(instance, rules)])
    rows, cols = np.divmod(np.unique(keys), width)
    parts = parts_of(instance, rows, cols)
    return Edges(rows, cols, parts @ share, parts, removed, candidates, (count, width))


def checked_weights(weights: Mapping[str, float] | None = None) -> Floats:
    """Return the weights in the order of PARTS, summing to 1. Raise BadWeights."""
    given = DEFAULT_WEIGHTS if weights is None else weights
    for name, weight in given.items():
        if name not in PARTS:
            raise BadWeights(f"{name!r} is none of {', '.join(PARTS)}.", offender=name)
        if not np.isfinite(weight) or weight < 0:
            raise BadWeights(f"The weight of {name} must be 0 or more.", offender=name)
    share = np.array([float(given.get(name, 0.0)) for name in PARTS])
    if not share.sum():
        raise BadWeights("At least one weight must be more than 0.", offender=None)
    normalised: Floats = share / share.sum()
    return normalised


def parts_of(instance: Instance, rows: Ints, cols: Ints) -> Floats:
    """Return the parts of these pairs as (pairs, 10), each in [0, 1], in the order of PARTS."""
    chunks = [
        _parts(instance, rows[start : start + EDGES_AT_ONCE], cols[start : start + EDGES_AT_ONCE])
        for start in range(0, len(rows), EDGES_AT_ONCE)
    ]
    return np.concatenate(chunks) if chunks else np.zeros((0, len(PARTS)))


def _parts(instance: Instance, rows: Ints, cols: Ints) -> Floats:
    proteges, mentors = instance.proteges, instance.mentors
    words = proteges.text[rows].multiply(mentors.text[cols]).sum(axis=1)
    columns = [
        _area((proteges.areas[rows] * (mentors.areas[cols] > 0)).sum(axis=1), proteges.areas, rows),
        _area((proteges.roles[rows] * (mentors.roles[cols] > 0)).sum(axis=1), proteges.roles, rows),
        np.sqrt(np.clip(np.asarray(words).ravel(), 0, 1)),
        *(part(proteges, mentors, rows, cols) for part in _PLAIN),
        np.asarray(instance.protege_wishes[rows, cols]).ravel(),
        np.asarray(instance.mentor_wishes[rows, cols]).ravel(),
    ]
    return np.column_stack(columns)


def causes_of(instance: Instance, rules: Rules, row: int) -> NDArray[np.bool_]:
    """Return which rules part this protégé from each mentor, as (mentors, rules)."""
    rows = np.array([row])
    return np.column_stack([mask[0] for mask in _masks(instance, rules, rows)])


def _block_scores(instance: Instance, share: Floats, rows: Ints) -> NDArray[np.float32]:
    """Return the scores of a block of protégés against all mentors; the same sums as `parts_of`."""
    proteges, mentors = instance.proteges, instance.mentors
    down, across = rows[:, None], np.arange(len(mentors))[None, :]

    weight = dict(zip(PARTS, share, strict=True))
    total = np.zeros((len(rows), len(mentors)), dtype=np.float32)

    def add(name: str, part: Callable[[], Floats]) -> None:
        if weight[name]:
            total[...] += weight[name] * part()

    for name, wanted, offered in (
        ("area", proteges.areas, mentors.areas),
        ("role", proteges.roles, mentors.roles),
    ):
        met = wanted[rows] @ (offered > 0).T
        add(name, lambda met=met, wanted=wanted: _area(met, wanted, down))  # type: ignore[misc]
    words = proteges.text[rows] @ mentors.text.T
    add("expertise", lambda: np.sqrt(np.clip(words.toarray(), 0, 1)))
    for name, part in zip(PARTS[3:8], _PLAIN, strict=True):
        add(name, lambda part=part: part(proteges, mentors, down, across))  # type: ignore[misc]
    add("protege_wish", lambda: instance.protege_wishes[rows].toarray())
    add("mentor_wish", lambda: instance.mentor_wishes[rows].toarray())
    return total


def _area(met: Floats, wanted: Floats, rows: Ints) -> Floats:
    """Return the share of what is wanted, by priority, that is offered; NEUTRAL without a wish."""
    whole = wanted.sum(axis=1)[rows]
    share: Floats = np.where(whole > 0, met / np.where(whole > 0, whole, 1.0), NEUTRAL)
    return share


# The plain parts take row and column indices that broadcast: (b, 1) with (1, m), or (e,) twice.


def _distance(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    table = np.array([STEPS_AHEAD[step] for step in range(-4, 5)])
    ahead = mentors.rank[cols] - proteges.rank[rows]
    known = (mentors.rank[cols] != UNKNOWN) & (proteges.rank[rows] != UNKNOWN)
    wish = mentors.rank_wish[cols]
    half = wish == RANK_WISHES.index("half_generation")
    junior = wish == RANK_WISHES.index("junior")
    met = (~half | ((ahead >= 1) & (ahead <= 2))) & (~junior | (ahead >= 1))
    part = table[np.clip(ahead, -4, 4) + 4] * np.where(met, 1.0, WISH_UNMET)
    distance: Floats = np.where(known, part, NEUTRAL)
    return distance


def _reach(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    """Half for a way of working in common (or no wish), half for working hours in common [R]."""
    own, theirs = np.arange(2 ** len(MODES))[:, None], np.arange(2 ** len(MODES))[None, :]
    mode = (own == 0) | (theirs == 0) | (own & theirs > 0)
    # Few zones are in use: hours are looked up by pairs of them.
    zones, here = np.unique(proteges.utc_offset, return_inverse=True)
    others, there = np.unique(mentors.utc_offset, return_inverse=True)
    apart = np.abs(zones[:, None] - others[None, :]) % 24
    apart = np.nan_to_num(np.minimum(apart, 24 - apart))
    hours = np.clip(1 - apart / WORKING_HOURS, 0, 1)[here[rows], there[cols]]
    modes = mentors.modes[cols]
    # Messages at one's own time need no common hours.
    anytime = (modes >> MODES.index("async")) & 1 > 0
    reach: Floats = (
        mode[proteges.modes[rows], modes] + np.where(anytime, np.maximum(hours, 0.5), hours)
    ) / 2
    return reach


def _unit(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    """Another unit widens the protégé's network [D]; not known counts half."""
    own, theirs = proteges.unit[rows], mentors.unit[cols]
    known = (own != UNKNOWN) & (theirs != UNKNOWN)
    unit: Floats = np.where(known, np.where(own == theirs, 0.0, 1.0), NEUTRAL)
    return unit


def _language(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    own, theirs = proteges.languages[rows], mentors.languages[cols]
    language: Floats = np.where((own == 0) | (theirs == 0) | (own & theirs > 0), 1.0, 0.0)
    return language


def _supervisor(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    own, theirs = proteges.supervisor[rows], mentors.supervisor[cols]
    same = (own != UNKNOWN) & ((own == theirs) | (own == mentors.supervises[cols]))
    same |= (theirs != UNKNOWN) & (theirs == proteges.supervises[rows])
    other: Floats = np.where((own != UNKNOWN) & (theirs != UNKNOWN), 1.0, NEUTRAL)
    return np.where(same, 0.0, other)


_PLAIN = (_distance, _reach, _unit, _language, _supervisor)


def _masks(instance: Instance, rules: Rules, rows: Ints) -> list[NDArray[np.bool_]]:
    """For each rule, which pairs of these (consecutive) rows with all mentors it parts."""
    proteges, mentors = instance.proteges, instance.mentors
    shape = (len(rows), len(mentors))
    line = instance.line
    depth = rules.supervision_depth
    near = line[line[:, 2] <= depth, :2] if depth is not None else line[:0, :2]
    own, theirs = proteges.rank[rows][:, None], mentors.rank[None, :]
    ahead = theirs - own
    known = (own != UNKNOWN) & (theirs != UNKNOWN)
    wrong = np.zeros(shape, dtype=bool)
    if rules.min_steps is not None:
        wrong |= known & (ahead < rules.min_steps)
    if rules.max_steps is not None:
        wrong |= known & (ahead > rules.max_steps)
    together = np.zeros(shape, dtype=bool)
    if not rules.same_unit:
        unit = proteges.unit[rows][:, None]
        together = (unit == mentors.unit[None, :]) & (unit != UNKNOWN)
    under_one = np.zeros(shape, dtype=bool)
    if not rules.same_supervisor:
        chief = proteges.supervisor[rows][:, None]
        under_one = (chief == mentors.supervisor[None, :]) & (chief != UNKNOWN)
    return [
        _marked(instance.itself, rows, shape),
        np.broadcast_to(mentors.capacity == 0, shape),
        _marked(instance.tied, rows, shape),
        _marked(instance.blocked, rows, shape),
        _marked(near, rows, shape),
        wrong,
        together,
        under_one,
    ]


def _marked(pairs: Ints, rows: Ints, shape: tuple[int, int]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, dtype=bool)
    here = pairs[(pairs[:, 0] >= rows[0]) & (pairs[:, 0] <= rows[-1])]
    mask[here[:, 0] - rows[0], here[:, 1]] = True
    return mask


def _causes(instance: Instance, rules: Rules, rows: Ints) -> NDArray[np.int8]:
    """Return the first rule that parts each pair of these rows with all mentors, or -1."""
    masks = _masks(instance, rules, rows)
    causes = np.full(masks[0].shape, -1, dtype=np.int8)
    for rule in reversed(Rule):
        causes[masks[rule]] = rule
    return causes


def _best_of_rows(total: NDArray[np.float32], count: int) -> Ints:
    """Flat positions of the best *count* of each row; of equals, the lower columns."""
    width = total.shape[1]
    if width > count:
        # One chosen by score alone would be chosen by chance among equals.
        bound = -np.partition(-total, count - 1, axis=1)[:, count - 1 : count]
        surely = total > bound
        left = count - surely.sum(axis=1, keepdims=True)
        even = total == bound
        chosen = surely | (even & (np.cumsum(even, axis=1) <= left))
    else:
        chosen = np.ones(total.shape, dtype=bool)
    return np.flatnonzero((chosen & (total >= 0)).ravel())


class _Best:
    """The best few protégés of each mentor, over all blocks."""

    def __init__(self, width: int, count: int) -> None:
        self.count = count
        self.scores = np.full((width, 0), -1.0, dtype=np.float32)
        self.rows = np.zeros((width, 0), dtype=np.int64)

    def offer(self, total: NDArray[np.float32], start: int) -> None:
        """Take note of a block of scores (b, width) whose first row is *start*; -1: parted."""
        if not self.count:
            return
        columns = np.ascontiguousarray(total.T)
        scores = np.concatenate([self.scores, columns], axis=1)
        here = np.broadcast_to(np.arange(start, start + len(total)), columns.shape)
        rows = np.concatenate([self.rows, here], axis=1)
        if scores.shape[1] > self.count:
            order = np.argpartition(-scores, self.count - 1, axis=1)[:, : self.count]
            order.sort(axis=1)
            scores = np.take_along_axis(scores, order, axis=1)
            rows = np.take_along_axis(rows, order, axis=1)
        self.scores, self.rows = scores, rows

    def keys(self, width: int) -> Ints:
        mentors = np.broadcast_to(np.arange(width)[:, None], self.rows.shape)
        found: Ints = (self.rows * width + mentors)[self.scores >= 0]
        return found


def _wished(instance: Instance, rules: Rules) -> Ints:
    """Return pairs that one of the two wished for, and that no rule parts, as row × width + column."""
    width = len(instance.mentors)
    keys = [
        wishes.tocoo().row.astype(np.int64) * width + wishes.tocoo().col
        for wishes in (instance.protege_wishes, instance.mentor_wishes)
    ]
    wished = np.unique(np.concatenate(keys))
    rows, cols = np.divmod(wished, width)
    if not len(wished):
        return wished
    free = np.zeros(len(wished), dtype=bool)
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    for first, last in zip(starts, [*starts[1:], len(rows)], strict=True):
        parted = causes_of(instance, rules, int(rows[first]))
        free[first:last] = ~parted[cols[first:last]].any(axis=1)
    return wished[free]
