"""Lists of preferences as people give them, and as arrays: offsets and positions.

An entry of a list that is itself a list or a set is a group between whose members the person is
indifferent. The order within it is drawn by a seed, and the same seed draws the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadCapacity, EngineError, NamedTwice, UnknownId

Ints = NDArray[np.int64]


def indices(
    lists: Mapping[Any, Sequence[Any]], others: Mapping[Any, Any], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return the lists of ids as offsets and positions in *others*; groups are shuffled by *rng*."""
    flat: list[Sequence[Any]] = [_flat(owner, entries, rng) for owner, entries in lists.items()]
    offsets = np.zeros(len(flat) + 1, dtype=np.int64)
    np.cumsum([len(entries) for entries in flat], out=offsets[1:])
    index = {key: at for at, key in enumerate(others)}
    try:
        positions = np.fromiter(
            map(index.__getitem__, chain.from_iterable(flat)), dtype=np.int64, count=offsets[-1]
        )
    except KeyError:
        raise _first_unknown(lists, flat, index) from None
    owners = np.repeat(np.arange(len(flat)), np.diff(offsets))
    keys = owners * len(index) + positions
    keys.sort()
    if (twice := np.flatnonzero(keys[1:] == keys[:-1])).size:
        owner, other = divmod(int(keys[twice[0]]), len(index))
        raise NamedTwice(list(others)[other], named_by=list(lists)[owner])
    return offsets, positions


def _flat(owner: Hashable, entries: Sequence[Any], rng: np.random.Generator) -> Sequence[Any]:
    if isinstance(entries, str) or not isinstance(entries, Iterable):
        raise EngineError(f"The preferences of {owner!r} must be a list of ids.", offender=owner)
    if not any(type(entry) in (list, set) for entry in entries):
        return entries
    flat: list[Any] = []
    for entry in entries:
        if type(entry) in (list, set):
            # A set has no order of its own that would be the same tomorrow.
            group = sorted(entry, key=repr) if type(entry) is set else entry
            flat += [group[at] for at in rng.permutation(len(group)).tolist()]
        else:
            flat.append(entry)
    return flat


def _first_unknown(
    lists: Mapping[Any, Any], flat: list[Sequence[Any]], index: dict[Any, int]
) -> UnknownId:
    return next(
        UnknownId(entry, named_by=owner)
        for owner, entries in zip(lists, flat, strict=True)
        for entry in entries
        if entry not in index
    )


def ranks_of(offsets: Ints, choices: Ints, mentor_offsets: Ints, ranked: Ints) -> Ints:
    """For each choice of a protégé, the place that they have in that mentor's list, or -1."""
    count = len(offsets) - 1
    mentors = np.repeat(np.arange(len(mentor_offsets) - 1), np.diff(mentor_offsets))
    place = np.arange(len(ranked)) - mentor_offsets[mentors]
    keys = mentors * count + ranked
    order = np.argsort(keys)
    keys, place = keys[order], place[order]
    proteges = np.repeat(np.arange(count), np.diff(offsets))
    wanted = choices * count + proteges
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, place[at], -1)


def places_of(mentors: Mapping[Any, Any], capacities: Mapping[Any, int]) -> Ints:
    for mentor in capacities:
        if mentor not in mentors:
            raise UnknownId(mentor, named_by="the capacities")
    places = np.zeros(len(mentors), dtype=np.int64)
    for at, mentor in enumerate(mentors):
        capacity = capacities.get(mentor)
        if not isinstance(capacity, (int, np.integer)) or isinstance(capacity, bool):
            raise BadCapacity(mentor, capacity)
        if capacity < 0:
            raise BadCapacity(mentor, capacity)
        places[at] = capacity
    return places
