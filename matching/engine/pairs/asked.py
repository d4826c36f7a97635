"""What a director may ask of a match of protégés with mentors, and whether pairs do what was asked.

The order in which it counts: hard rules (places, at most, never, must), then most protégés with a
mentor, then minimums and quotas, an even load, preferred pairs, and last the scores. `arranged`
seeks such pairs; what is here looks at any pairs, by the definitions alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadCapacity, BadIndex, CrossingQuotas

Ints = NDArray[np.int64]
Pairs = tuple[tuple[int, int], ...]

PROTEGES, MENTORS = "proteges", "mentors"


@dataclass(frozen=True)
class Quota:
    """How many pairs the people of one unit or track have between them.

    `members` are positions on that side. `least` is met as far as can be, `most` is hard.
    Quotas of one side have no one in common.
    """

    side: str
    members: tuple[int, ...]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Share:
    """What one mentor has for protégés of one kind: places reserved for them, and a limit.

    Places that are reserved for one kind go to no one else. Both are hard.
    """

    mentor: int
    kind: int
    reserved: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked; pairs are (row, column), protégé and mentor.

    `capacities` (mentors,) are places. `wanted` (protégés,) is how many mentors each may have,
    one where it is None, the first before anyone's second; `having` (protégés,) is how many each has
    already, 0 where it is None, and who has one comes after all who have none. `minimums` (mentors,) is how many
    protégés each should have. `even` spreads them: the sum of the squares of the loads is the
    least; `before` (mentors,) is what each has already, 0 where it is None. `must` are pairs also where a rule parts the two, as far as places and limits allow it;
    `never` are none.
    `kinds` (protégés,) is each one's unit or track as a number, for `shares`.
    """

    capacities: Ints
    wanted: Ints | None = None
    having: Ints | None = None
    minimums: Ints | None = None
    even: bool = False
    before: Ints | None = None
    must: Pairs = ()
    never: Pairs = ()
    prefer: Pairs = ()
    quotas: tuple[Quota, ...] = ()
    kinds: Ints | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Short:
    """Something asked for that is not met: *missing* pairs too few.

    `what`: "wanted" (`at` is the protégé, who has one mentor at least, now or from before), "minimum" (the mentor) or
    "quota" (its place in the list).
    """

    what: str
    at: int
    missing: int


@dataclass(frozen=True)
class Fault:
    """A hard rule that is broken.

    `what`: "capacity" (`at` is the mentor), "wanted" (the protégé), "never" or "must" (its place
    in the list), "quota", "share" (its place in the list), "reserved" (the mentor).
    """

    what: str
    at: int


def limits(asked: Asked, count: int) -> tuple[Ints, Ints]:
    """Return how many mentors each protégé may have, and how many protégés each mentor should.

    A minimum of more than the places is as many as the places.
    """
    wanted = np.ones(count, dtype=np.int64) if asked.wanted is None else asked.wanted
    minimums = np.zeros_like(asked.capacities) if asked.minimums is None else asked.minimums
    return wanted, np.minimum(minimums, asked.capacities)


def had(asked: Asked, count: int) -> Ints:
    """Return how many mentors each protégé has already."""
    return np.zeros(count, dtype=np.int64) if asked.having is None else asked.having


def shortfalls(asked: Asked, count: int, pairs: Sequence[tuple[int, int]]) -> list[Short]:
    """Return what *pairs* of *count* protégés lack of what was asked, without the hard rules."""
    has, load = _loads(asked, count, pairs)
    wanted, minimums = limits(asked, count)
    missing = np.where(has + had(asked, count) > 0, wanted - has, 0)
    found = [Short("wanted", at, int(missing[at])) for at in np.flatnonzero(missing > 0).tolist()]
    lack = minimums - load
    found += [Short("minimum", at, int(lack[at])) for at in np.flatnonzero(lack > 0).tolist()]
    for at, quota in enumerate(asked.quotas):
        given = _given(quota, has, load)
        if given < quota.least:
            found.append(Short("quota", at, quota.least - given))
    return found


def faults(asked: Asked, count: int, pairs: Sequence[tuple[int, int]]) -> list[Fault]:
    """Return the hard rules that *pairs* of *count* protégés break."""
    has, load = _loads(asked, count, pairs)
    wanted, _ = limits(asked, count)
    made = set(pairs)
    over = np.flatnonzero(load > asked.capacities).tolist()
    found = [Fault("capacity", at) for at in over]
    found += [Fault("wanted", at) for at in np.flatnonzero(has > wanted).tolist()]
    found += [Fault("never", at) for at, pair in enumerate(asked.never) if pair in made]
    found += [Fault("must", at) for at, pair in enumerate(asked.must) if pair not in made]
    for at, quota in enumerate(asked.quotas):
        if quota.most is not None and _given(quota, has, load) > quota.most:
            found.append(Fault("quota", at))
    idle: dict[int, int] = {}
    for at, share in enumerate(asked.shares):
        given = sum(col == share.mentor and _kind(asked, row) == share.kind for row, col in made)
        if share.most is not None and given > share.most:
            found.append(Fault("share", at))
        idle[share.mentor] = idle.get(share.mentor, 0) + max(0, share.reserved - given)
    for mentor, unused in sorted(idle.items()):
        if load[mentor] + unused > asked.capacities[mentor] >= load[mentor]:
            found.append(Fault("reserved", mentor))
    return found


def _kind(asked: Asked, row: int) -> int:
    return -1 if asked.kinds is None else int(asked.kinds[row])


def _loads(asked: Asked, count: int, pairs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    rows = np.array([row for row, _ in pairs], dtype=np.int64)
    cols = np.array([col for _, col in pairs], dtype=np.int64)
    return np.bincount(rows, minlength=count), np.bincount(cols, minlength=len(asked.capacities))


def _given(quota: Quota, has: Ints, load: Ints) -> int:
    loads = has if quota.side == PROTEGES else load
    return int(loads[list(quota.members)].sum())


def check(asked: Asked, count: int) -> None:
    """Raise BadIndex, BadCapacity or CrossingQuotas for what cannot be asked, naming the offender."""
    mentors = len(asked.capacities)
    for numbers, size in (
        (asked.capacities, mentors),
        (asked.minimums, mentors),
        (asked.wanted, count),
        (asked.having, count),
        (asked.before, mentors),
    ):
        if numbers is None:
            continue
        if len(numbers) != size:
            raise BadIndex(f"There are {size}, not {len(numbers)}.", offender=len(numbers))
        if (numbers < 0).any():
            at = int(np.argmax(numbers < 0))
            raise BadCapacity(at, int(numbers[at]))
    for pair in (*asked.must, *asked.never, *asked.prefer):
        if not (0 <= pair[0] < count and 0 <= pair[1] < mentors):
            raise BadIndex(f"There is no pair {pair}.", offender=pair)
    if both := set(asked.must) & set(asked.never):
        raise BadIndex("A pair must be made and never.", offender=min(both))
    seen: dict[tuple[str, int], int] = {}
    for at, quota in enumerate(asked.quotas):
        size = count if quota.side == PROTEGES else mentors
        if quota.side not in (PROTEGES, MENTORS) or quota.least < 0:
            raise BadIndex("A quota has a side and numbers of 0 or more.", offender=at)
        if quota.most is not None and quota.most < quota.least:
            raise BadIndex("A quota's most is below its least.", offender=at)
        for member in quota.members:
            if not 0 <= member < size:
                raise BadIndex(f"There is no {member}: there are {size}.", offender=member)
            if (before := seen.setdefault((quota.side, member), at)) != at:
                raise CrossingQuotas(before, at)
    _check_shares(asked, count)


def _check_shares(asked: Asked, count: int) -> None:
    if asked.shares and (asked.kinds is None or len(asked.kinds) != count):
        raise BadIndex("Shares need the kind of every protégé.", offender="kinds")
    reserved = np.zeros(len(asked.capacities), dtype=np.int64)
    seen: set[tuple[int, int]] = set()
    for at, share in enumerate(asked.shares):
        if not 0 <= share.mentor < len(asked.capacities):
            raise BadIndex(f"There is no mentor {share.mentor}.", offender=share.mentor)
        twice = (share.mentor, share.kind) in seen
        if twice or share.reserved < 0 or (share.most is not None and share.most < share.reserved):
            raise BadIndex("A share is named twice, or its limit is too low.", offender=at)
        seen.add((share.mentor, share.kind))
        reserved[share.mentor] += share.reserved
    if (reserved > asked.capacities).any():
        mentor = int(np.argmax(reserved > asked.capacities))
        raise BadCapacity(mentor, int(reserved[mentor]))
