"""Small instances of all that can be asked, and their best pairs by enumeration."""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from matching.engine.pairs.asked import Asked, Quota, Share


class Given(NamedTuple):
    count: int
    edges: list[tuple[int, int]]
    scores: list[float]
    asked: Asked


@st.composite
def instances(draw) -> Given:
    count, mentors = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    every = list(product(range(count), range(mentors)))
    edges = draw(st.lists(st.sampled_from(every), unique=True, max_size=9))
    pairs = st.lists(st.sampled_from(every), unique=True, max_size=2).map(tuple)

    def numbers(size: int, low: int, high: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(low, high), min_size=size, max_size=size)))

    capacities = numbers(mentors, 0, 3)
    must = draw(st.one_of(st.just(()), pairs))
    asked = Asked(
        capacities,
        wanted=draw(st.one_of(st.none(), st.just(numbers(count, 0, 2)))),
        having=draw(st.one_of(st.none(), st.just(numbers(count, 0, 1)))),
        minimums=draw(st.one_of(st.none(), st.just(numbers(mentors, 0, 2)))),
        even=draw(st.booleans()),
        before=draw(st.one_of(st.none(), st.just(numbers(mentors, 0, 2)))),
        must=must,
        never=tuple(pair for pair in draw(pairs) if pair not in must),
        prefer=draw(pairs),
        quotas=(*draw(quotas("proteges", count)), *draw(quotas("mentors", mentors))),
        kinds=numbers(count, -1, 1),
        shares=draw(shares(capacities)),
    )
    return Given(count, edges, [draw(st.integers(-8, 8)) / 8 for _ in edges], asked)


@st.composite
def quotas(draw, side: str, size: int) -> list[Quota]:
    """Quotas of one side: none, one, or two without anyone in common."""
    found = []
    whose = draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    for number in draw(st.sampled_from([[], [0], [0, 1]])):
        members = tuple(at for at, own in enumerate(whose) if own == number)
        least = draw(st.integers(0, 2))
        most = draw(st.one_of(st.none(), st.integers(least, 4)))
        found.append(Quota(side, members, least, most))
    return found


@st.composite
def shares(draw, capacities: np.ndarray) -> tuple[Share, ...]:
    found = []
    for mentor, places in enumerate(capacities.tolist()):
        left = places
        for kind in draw(st.sampled_from([[], [], [0], [0, 1]])):
            reserved = draw(st.integers(0, left))
            left -= reserved
            most = draw(st.one_of(st.none(), st.integers(reserved, 3)))
            found.append(Share(mentor, kind, reserved, most))
    return tuple(found)


def choices(given: Given):
    """All sets of pairs that could be made, as far as the protégés' number of mentors goes."""
    usable = sorted({*given.edges, *given.asked.must} - set(given.asked.never))
    return chain.from_iterable(
        combinations(usable, size) for size in range(min(len(usable), 8) + 1)
    )


def allowed(given: Given, pairs: tuple[tuple[int, int], ...]) -> bool:
    """Whether the hard numbers are kept, by their plain meaning."""
    asked = given.asked
    wanted = [1] * given.count if asked.wanted is None else asked.wanted.tolist()
    rows, cols = [row for row, _ in pairs], [col for _, col in pairs]
    if any(rows.count(row) > wanted[row] for row in set(rows)):
        return False
    for quota in asked.quotas:
        side = rows if quota.side == "proteges" else cols
        given_to = sum(one in quota.members for one in side)
        if quota.most is not None and given_to > quota.most:
            return False
    for mentor, places in enumerate(asked.capacities.tolist()):
        own = [asked.kinds[row] for row, col in pairs if col == mentor]
        kept = 0
        for share in asked.shares:
            if share.mentor == mentor:
                if share.most is not None and own.count(share.kind) > share.most:
                    return False
                kept += max(0, share.reserved - own.count(share.kind))
        if len(own) + kept > places:
            return False
    return True


def worth(given: Given, pairs: tuple[tuple[int, int], ...]) -> tuple[float, ...]:
    """What counts first, first."""
    asked, score = given.asked, dict(zip(given.edges, given.scores, strict=True))
    rows, cols = [row for row, _ in pairs], [col for _, col in pairs]
    having = np.zeros(given.count) if asked.having is None else asked.having
    people = sum(having[row] == 0 for row in set(rows))
    met = len(rows) - people
    if asked.minimums is not None:
        least = np.minimum(asked.minimums, asked.capacities).tolist()
        met += sum(min(cols.count(col), many) for col, many in enumerate(least))
    for quota in asked.quotas:
        side = rows if quota.side == "proteges" else cols
        met += min(quota.least, sum(one in quota.members for one in side))
    before = np.zeros_like(asked.capacities) if asked.before is None else asked.before
    squares = sum((cols.count(col) + had) ** 2 for col, had in enumerate(before.tolist()))
    return (
        sum(pair in asked.must for pair in pairs),
        people,
        met,
        -squares if asked.even else 0,
        sum(pair in asked.prefer for pair in pairs),
        sum(score.get(pair, 0.0) for pair in pairs),
    )


def best(given: Given) -> tuple[float, ...]:
    return max(worth(given, pairs) for pairs in choices(given) if allowed(given, pairs))
