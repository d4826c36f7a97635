"""People, facilitators and rules as arrays: what the search, the proof and the judge work on.

Everyone stands in the order of their keys, so that the order of the input makes no difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.engine.errors import (
    BadCapacity,
    BadIndex,
    BadSize,
    BadWeights,
    NamedTwice,
    UnknownId,
)
from matching.engine.groups.types import AIMS, WEEK, Facilitator, Person, Rules

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Words = NDArray[np.uint64]  # one bit a half-hour of the week, six words a row
WORDS = 6
UNSAID = 0.5


@dataclass(frozen=True)
class Problem:
    """n people and f facilitators as the engine computes with them.

    `rank` and `unit` (n,) are -1 for unknown; `goals` and `expertise` (n × k) hold 0 and 1;
    `previous` (n × n) is symmetric. `starts` (n,) and `led_starts` (f,) are bit masks of the
    half-hours at which a session can begin, as whole numbers, `words` (n × 6) the same as arrays.
    `apart` and `led_apart` hold for each person (facilitator) the positions of people never with
    them, `left` and `led_left` those of them who are in a group that this person left. `blocks` are
    locked sets of positions, `led` maps a position to a facilitator's.
    """

    people: tuple[Person, ...]
    facilitators: tuple[Facilitator, ...]
    rules: Rules
    weights: dict[str, float]
    rank: Ints
    unit: Ints
    goals: Floats
    expertise: Floats
    previous: csr_array
    starts: tuple[int, ...]
    words: Words
    led_starts: tuple[int, ...]
    led_words: Words
    apart: tuple[frozenset[int], ...]
    led_apart: tuple[frozenset[int], ...]
    left: tuple[frozenset[int], ...]
    led_left: tuple[frozenset[int], ...]
    blocks: tuple[tuple[int, ...], ...]
    led: dict[int, int]

    def __len__(self) -> int:
        return len(self.people)


def problem(people: Sequence[Person], facilitators: Sequence[Facilitator], rules: Rules) -> Problem:
    """Check the input and turn it into arrays. Raise as `groups.form` says."""
    weights = _checked(rules)
    there = tuple(sorted(people, key=lambda one: one.key))
    leads = tuple(sorted(facilitators, key=lambda one: one.key))
    at = _positions([one.key for one in there], "the people")
    lead_at = _positions([one.key for one in leads], "the facilitators")
    for lead in leads:
        if isinstance(lead.groups, bool) or not isinstance(lead.groups, int) or lead.groups < 0:
            raise BadCapacity(lead.key, lead.groups)
    words = starts_of(there, rules.session_slots)
    led_words = starts_of(leads, rules.session_slots)
    left = [frozenset(at[key] for key in one.left if key in at) - {at[one.key]} for one in there]
    led_left = [frozenset(at[key] for key in one.left if key in at) for one in leads]
    apart = [
        {at[key] for key in one.apart if key in at} | gone
        for one, gone in zip(there, left, strict=True)
    ]
    for one, others in enumerate([set(named) for named in apart]):
        for other in others:
            apart[other].add(one)
    led_apart = [
        {at[key] for key in (*one.apart, one.key) if key in at} | gone
        for one, gone in zip(leads, led_left, strict=True)
    ]
    for place, person in enumerate(there):
        for key in person.apart:
            if key in lead_at:
                led_apart[lead_at[key]].add(place)
    units = {name: code for code, name in enumerate(sorted({one.unit for one in there} - {""}))}
    return Problem(
        people=there,
        facilitators=leads,
        rules=rules,
        weights=weights,
        rank=np.array([_rank(one) for one in there], dtype=np.int64),
        unit=np.array([units.get(one.unit, -1) for one in there], dtype=np.int64),
        goals=_table(there, lambda one: one.goals),
        expertise=_table(there, lambda one: one.expertise),
        previous=_previous(there, at),
        starts=whole(words),
        words=words,
        led_starts=whole(led_words),
        led_words=led_words,
        apart=tuple(frozenset(named - {one}) for one, named in enumerate(apart)),
        led_apart=tuple(frozenset(named) for named in led_apart),
        left=tuple(left),
        led_left=tuple(led_left),
        blocks=_blocks(rules.together, at),
        led=_led(rules, at, lead_at),
    )


def _checked(rules: Rules) -> dict[str, float]:
    """Return the weights above 0, so that they add up to 1; the sizes are looked at on the way."""
    if rules.smallest < 2:
        raise BadSize("A group has two members at least.", offender=rules.smallest)
    if rules.largest < rules.smallest:
        raise BadSize("The largest size is below the smallest.", offender=rules.largest)
    if not 1 <= rules.session_slots <= WEEK:
        raise BadSize("A session lasts from half an hour to a week.", offender=rules.session_slots)
    for name, weight in rules.aims.items():
        if name not in AIMS:
            raise BadWeights(f"{name!r} is none of {', '.join(AIMS)}.", offender=name)
        if not (math.isfinite(weight) and weight >= 0):
            raise BadWeights(f"The weight of {name!r} is {weight}.", offender=name)
    whole = sum(rules.aims.values())
    if not whole > 0:
        raise BadWeights("No aim has a weight above 0.", offender=dict(rules.aims))
    return {name: rules.aims[name] / whole for name in AIMS if rules.aims.get(name, 0) > 0}


def _positions(keys: Sequence[str], named_by: str) -> dict[str, int]:
    at: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key in at:
            raise NamedTwice(key, named_by=named_by)
        at[key] = place
    return at


def _rank(person: Person) -> int:
    if not -1 <= person.rank <= 5:
        raise BadIndex(f"{person.rank!r} is not a rank.", offender=person.key)
    return person.rank


def _table(people: Sequence[Person], named: Callable[[Person], Iterable[str]]) -> Floats:
    names = sorted({name for one in people for name in named(one)})
    at = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(people), len(names)), dtype=np.float32)
    for row, one in enumerate(people):
        table[row, [at[name] for name in named(one)]] = 1.0
    return table


def _previous(people: Sequence[Person], at: dict[str, int]) -> csr_array:
    pairs = {(row, at[key]) for row, one in enumerate(people) for key in one.previous if key in at}
    pairs |= {(other, one) for one, other in pairs}
    heads, tails = zip(*sorted(pairs), strict=True) if pairs else ((), ())
    ones = np.ones(len(heads), dtype=np.float32)
    return csr_array((ones, (heads, tails)), shape=(len(people), len(people)))


def starts_of(people: Sequence[Person | Facilitator], length: int) -> Words:
    """Return (n × 6) the half-hours at which a session can begin.

    *length* is in half-hours; who has said none is free at all times. The week runs round from Sunday
    to Monday. Raise BadIndex.
    """
    free = np.zeros((len(people), WEEK), dtype=bool)
    for row, one in enumerate(people):
        if any(not 0 <= slot < WEEK for slot in one.slots):
            raise BadIndex("A half-hour of the week runs from 0 to 335.", offender=one.key)
        free[row, list(one.slots) or slice(None)] = True
    begins = free.copy()
    for step in range(1, length):
        begins &= np.roll(free, -step, axis=1)
    packed = np.zeros((len(people), WORDS * 8), dtype=np.uint8)
    packed[:, : WEEK // 8] = np.packbits(begins, axis=1, bitorder="little")
    return packed.view(np.dtype("<u8")).astype(np.uint64, copy=False)


def whole(words: Words) -> tuple[int, ...]:
    """Return bit masks (n × 6) as whole numbers."""
    return tuple(int.from_bytes(row.astype("<u8").tobytes(), "little") for row in words)


def _blocks(together: Iterable[frozenset[str]], at: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    """Locked sets, those with someone in common as one."""
    blocks: list[set[int]] = []
    for keys in together:
        for key in sorted(keys):
            if key not in at:
                raise UnknownId(key, named_by="the locks")
        block = {at[key] for key in keys}
        touching = [other for other in blocks if other & block]
        blocks = [other for other in blocks if not other & block]
        blocks.append(block.union(*touching))
    return tuple(sorted(tuple(sorted(block)) for block in blocks if len(block) > 1))


def _led(rules: Rules, at: dict[str, int], lead_at: dict[str, int]) -> dict[int, int]:
    for keys, known in ((rules.led, at), (rules.led.values(), lead_at)):
        for key in keys:
            if key not in known:
                raise UnknownId(key, named_by="the locks")
    return {at[key]: lead_at[lead] for key, lead in sorted(rules.led.items())}


def free_at(words: Words) -> NDArray[np.bool_]:
    """Return bit masks (n × 6) as (n × 336)."""
    bits = np.unpackbits(words.astype("<u8").view(np.uint8), axis=1, bitorder="little")
    return bits[:, :WEEK].astype(bool)


def slots_of(starts: int) -> tuple[int, ...]:
    """Return the half-hours whose bits are set.

    >>> slots_of(0b1001)
    (0, 3)
    """
    return tuple(at for at in range(starts.bit_length()) if starts >> at & 1)


def size_fit(rules: Rules, size: int) -> float:
    """Return how near *size* is to the middle of the range, from 0 to 1."""
    half = (rules.largest - rules.smallest) / 2
    if not half:
        return float(size == rules.smallest)
    return max(0.0, 1.0 - abs(size - rules.smallest - half) / half)


def pair_part(there: Problem, aim: str, rows: Ints, cols: Ints) -> Floats:
    """Return one aim between the people *rows* and the people *cols*, each from 0 to 1."""
    if aim == "goals_shared":
        return _likeness(there.goals[rows], there.goals[cols])
    if aim == "expertise_mixed":
        return 1 - _likeness(there.expertise[rows], there.expertise[cols])
    if aim in ("rank_close", "rank_mixed"):
        return _ranks(aim)[there.rank[rows]][:, there.rank[cols]]
    if aim == "units_mixed":
        part = (there.unit[rows][:, None] != there.unit[cols][None, :]).astype(np.float32)
        part[there.unit[rows] < 0] = UNSAID
        part[:, there.unit[cols] < 0] = UNSAID
        return part
    if aim == "hours_shared":
        return fits_hours(there.words[rows], there.words[cols]).astype(np.float32)
    if not there.previous.nnz:
        return np.full((len(rows), len(cols)), aim == "previous_mixed", dtype=np.float32)
    met: Floats = there.previous[rows][:, cols].toarray()
    return met if aim == "previous_kept" else 1 - met


def _ranks(aim: str) -> Floats:
    """Return the aim between every two ranks; the last row and column are for those unknown."""
    apart = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    part = np.maximum(0, 1 - apart / 2) if aim == "rank_close" else np.minimum(apart, 1)
    part = part.astype(np.float32)
    part[-1] = part[:, -1] = UNSAID
    return part


def _likeness(one: Floats, other: Floats) -> Floats:
    """Jaccard's index of every two rows; one half where either is empty."""
    sizes, others = one.sum(axis=1)[:, None], other.sum(axis=1)[None, :]
    common = one @ other.T
    likeness = common / np.maximum(sizes + others - common, 1)
    likeness[sizes[:, 0] == 0] = UNSAID
    likeness[:, others[0] == 0] = UNSAID
    return likeness


def fits_hours(one: Words, other: Words) -> NDArray[np.bool_]:
    """Return (rows × cols) whether a session fits into the hours of both."""
    found = np.zeros((len(one), len(other)), dtype=bool)
    for word in range(WORDS):
        found |= (one[:, word][:, None] & other[:, word][None, :]) != 0
    return found


def pair_scores(there: Problem, rows: Ints, cols: Ints) -> Floats:
    """Return the weighted sum of the aims between two, without the one on size."""
    scores = np.zeros((len(rows), len(cols)), dtype=np.float32)
    for aim, weight in there.weights.items():
        if aim != "size_middle":
            scores += np.float32(weight) * pair_part(there, aim, rows, cols)
    return scores


def group_parts(there: Problem, members: Sequence[int]) -> dict[str, float]:
    """Return each aim of weight for one group: its mean over the pairs; 0 for one alone."""
    at = np.array(members, dtype=np.int64)
    pairs = len(at) * (len(at) - 1)
    parts = {}
    for aim in there.weights:
        if aim == "size_middle":
            parts[aim] = size_fit(there.rules, len(at))
        elif pairs:
            part = pair_part(there, aim, at, at).astype(np.float64)
            parts[aim] = float(part.sum() - np.trace(part)) / pairs
        else:
            parts[aim] = 0.0
    return parts
