"""Stable matching of protégés with mentors: many to one, by deferred acceptance.

Gale & Shapley, "College Admissions and the Stability of Marriage", American Mathematical Monthly
69 (1962); with capacities and incomplete lists as in Gusfield & Irving, "The Stable Marriage
Problem" (1989). Protégés propose, so each gets the best mentor of any stable matching.

Time and memory grow with the lengths of the lists, whatever the number of people.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from heapq import heappush, heapreplace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadCapacity, BadIndex, EmptySide, UnknownId
from matching.engine.preferences import indices, places_of, ranks_of

P = TypeVar("P", bound=Hashable)
M = TypeVar("M", bound=Hashable)
Ints = NDArray[np.int64]

UNMATCHED = -1


def solve(
    protege_preferences: Mapping[P, Sequence[Any]],
    mentor_preferences: Mapping[M, Sequence[Any]],
    capacities: Mapping[M, int],
    *,
    seed: int = 0,
) -> dict[P, M | None]:
    """Return each protégé's mentor in the protégé-optimal stable matching, or None.

    The preferences map an id to a list of ids of the other side, best first. An entry that is
    itself a list or a set is a group between whose members the person is indifferent; the order
    within it is drawn by *seed*, and the same seed draws the same. A pair is acceptable when
    each of the two lists the other. *capacities* maps every mentor to a number of places.

    Raise EmptySide, UnknownId, NamedTwice and BadCapacity, which name the offender.

    >>> solve({"ada": ["m", "n"], "bob": ["m"]}, {"m": ["bob", "ada"], "n": ["ada"]}, {"m": 1, "n": 1})
    {'ada': 'n', 'bob': 'm'}
    """
    instance = read(protege_preferences, mentor_preferences, capacities, seed=seed)
    held = solve_arrays(*instance)
    mentors = [*mentor_preferences, None]  # the last one answers to UNMATCHED
    return {
        protege: mentors[mentor]
        for protege, mentor in zip(protege_preferences, held.tolist(), strict=True)
    }


def read(
    protege_preferences: Mapping[P, Sequence[Any]],
    mentor_preferences: Mapping[M, Sequence[Any]],
    capacities: Mapping[M, int],
    *,
    seed: int = 0,
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the instance as the arrays that `solve_arrays` takes; ids become positions.

    Raise what `solve` raises.
    """
    if not protege_preferences:
        raise EmptySide("protégés")
    if not mentor_preferences:
        raise EmptySide("mentors")
    rng = np.random.default_rng(seed)
    offsets, choices = indices(protege_preferences, mentor_preferences, rng)
    mentor_offsets, ranked = indices(mentor_preferences, protege_preferences, rng)
    ranks = ranks_of(offsets, choices, mentor_offsets, ranked)
    return offsets, choices, ranks, places_of(mentor_preferences, capacities)


def solve_arrays(offsets: Ints, choices: Ints, ranks: Ints, places: Ints) -> Ints:
    """Return the mentor of each protégé, int64 of length n, `UNMATCHED` (-1) for none.

    Protégé i lists the mentors ``choices[offsets[i]:offsets[i + 1]]``, best first; ``ranks``,
    parallel to ``choices``, is where that mentor ranks this protégé (0 is best, no two alike for
    one mentor, negative: not at all); ``places[j]`` is the capacity of mentor j.
    Raise BadIndex or BadCapacity for arrays that do not fit together.
    """
    _check_arrays(offsets, choices, ranks, places)
    wanted = (ranks >= 0) & (places[choices] > 0)
    following = np.concatenate([[0], np.cumsum(wanted)])
    starts = following[offsets].tolist()
    mentor_at = choices[wanted].tolist()
    rank_at = ranks[wanted].tolist()
    free = places.tolist()

    # A mentor's heap holds (-rank, protégé): the least welcome of those held is on top.
    held: list[list[tuple[int, int]]] = [[] for _ in free]
    at, ends = starts[:-1], starts[1:]
    for first in range(len(at)):
        protege = first
        while at[protege] < ends[protege]:
            here = at[protege]
            at[protege] = here + 1
            mentor = mentor_at[here]
            proposal = (-rank_at[here], protege)
            heap = held[mentor]
            if free[mentor]:
                free[mentor] -= 1
                heappush(heap, proposal)
                break
            if proposal > heap[0]:
                protege = heapreplace(heap, proposal)[1]
    matched = np.full(len(at), UNMATCHED, dtype=np.int64)
    for mentor, heap in enumerate(held):
        for _, protege in heap:
            matched[protege] = mentor
    return matched


def blocking_pairs(
    protege_preferences: Mapping[P, Sequence[M]],
    mentor_preferences: Mapping[M, Sequence[P]],
    capacities: Mapping[M, int],
    matched: Mapping[P, M | None],
) -> list[tuple[P, M]]:
    """Return the pairs who would both rather have each other than what *matched* gives them.

    The lists are strict (no groups). A stable matching has none. Raise what `solve` raises, and
    UnknownId for someone in *matched* who is not in the preferences.
    """
    mentors = {mentor: at for at, mentor in enumerate(mentor_preferences)}
    for protege, mentor in matched.items():
        if protege not in protege_preferences:
            raise UnknownId(protege, named_by="the matching")
        if mentor is not None and mentor not in mentors:
            raise UnknownId(mentor, named_by=protege)
    # Whom an edited match gives to someone who did not list them comes last in that list: so the place
    # that the mentor's own list gives the person counts.
    listed = {
        protege: [*chosen, mentor]
        if (mentor := matched.get(protege)) is not None and mentor not in chosen
        else chosen
        for protege, chosen in protege_preferences.items()
    }
    instance = read(listed, mentor_preferences, capacities)
    held = np.array(
        [
            UNMATCHED if (mentor := matched.get(protege)) is None else mentors[mentor]
            for protege in protege_preferences
        ],
        dtype=np.int64,
    )
    proteges, names = list(protege_preferences), list(mentor_preferences)
    return [(proteges[i], names[j]) for i, j in blocking_arrays(*instance, held).tolist()]


def blocking_arrays(
    offsets: Ints,
    choices: Ints,
    ranks: Ints,
    places: Ints,
    matched: Ints,
    further: Ints | None = None,
    wanted: Ints | None = None,
) -> Ints:
    """Return the blocking pairs of *matched* (see `solve_arrays`) as an array (pairs, 2).

    *further* (f, 2) are pairs of protégés who may have several mentors, as many as *wanted* says (one where it is
    None): who has fewer would rather have anyone of the list, too, and others anyone before their last. A protégé whose mentor is not in their list, as an edited match may have it, would rather
    have anyone of the list.
    """
    proteges = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    position = np.arange(len(choices)) - offsets[proteges]
    more = np.zeros((0, 2), dtype=np.int64) if further is None else further
    is_held = matched[proteges] == choices
    is_held |= np.isin(proteges * len(places) + choices, more[:, 0] * len(places) + more[:, 1])
    count = (matched != UNMATCHED) + np.bincount(more[:, 0], minlength=len(matched))
    listed_of = np.bincount(proteges[is_held], minlength=len(matched))
    own = np.full(len(offsets) - 1, -1)
    np.maximum.at(own, proteges[is_held], position[is_held])
    own[(count < (1 if wanted is None else wanted)) | (listed_of < count)] = np.iinfo(np.int64).max

    load = np.bincount(
        np.concatenate([matched[matched != UNMATCHED], more[:, 1]]), minlength=len(places)
    )
    worst = np.full(len(places), -1, dtype=np.int64)
    np.maximum.at(worst, choices[is_held], ranks[is_held])
    # Someone held whom the mentor does not rank at all is the least welcome of all.
    listed = np.bincount(choices[is_held & (ranks >= 0)], minlength=len(places))
    worst[load > listed] = np.iinfo(np.int64).max

    rather = ~is_held & (position < own[proteges])
    welcome = (ranks >= 0) & (places[choices] > 0)
    room = load[choices] < places[choices]
    blocking = rather & welcome & (room | (ranks < worst[choices]))
    return np.column_stack([proteges[blocking], choices[blocking]])


def _check_arrays(offsets: Ints, choices: Ints, ranks: Ints, places: Ints) -> None:
    if len(choices) != len(ranks):
        raise BadIndex(f"{len(choices)} choices have {len(ranks)} ranks.", offender=len(ranks))
    if len(offsets) < 2:
        raise EmptySide("protégés")
    if not len(places):
        raise EmptySide("mentors")
    if offsets[0] != 0 or offsets[-1] != len(choices) or (np.diff(offsets) < 0).any():
        raise BadIndex("The offsets do not run from 0 to the number of choices.", offender=offsets)
    if len(choices) and not (choices.min() >= 0 and choices.max() < len(places)):
        raise BadIndex("A choice points at no mentor.", offender=int(choices.max()))
    if (places < 0).any():
        mentor = int(np.argmax(places < 0))
        raise BadCapacity(mentor, int(places[mentor]))
