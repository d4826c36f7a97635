"""Stable pairs among the people of one side (stable roommates), or the proof that there are none.

Irving, "An efficient algorithm for the stable roommates problem", Journal of Algorithms 6 (1985),
with incomplete lists as in Gusfield & Irving, "The Stable Marriage Problem" (1989), chapter 4.
Where his second phase would empty a list, the people of that rotation are set aside as an odd
ring: Tan, "A necessary and sufficient condition for the existence of a complete stable matching",
Journal of Algorithms 12 (1991). What is found then is a stable partition, and stable pairs exist
if and only if it has no odd ring. `broken` checks either, by the definition alone.

Time and memory grow with the lengths of the lists: a million entries (1,000 people who list all
others, or 20,000 with lists of 50) take about four seconds, most of them to read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import BadIndex, EmptySide, NamedThemselves, UnknownId
from matching.engine.preferences import indices, ranks_of

P = TypeVar("P", bound=Hashable)
Ints = NDArray[np.int64]

UNMATCHED = -1
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Table:
    """Everyone's list, of those alone who list them too.

    Person i lists ``choices[offsets[i]:offsets[i + 1]]``, best first; ``ranks``, parallel to
    ``choices``, is the place that person i has in the list of the one chosen.
    """

    offsets: Ints
    choices: Ints
    ranks: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def owners(self) -> Ints:
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @property
    def places(self) -> Ints:
        """Return where each entry stands in its owner's list, 0 for the best."""
        return np.arange(len(self.choices)) - self.offsets[self.owners]


@dataclass(frozen=True)
class Roommates(Generic[P]):
    """Stable pairs, or the proof that there are none.

    `partners` holds everyone, None for no one; it is None where no pairs are stable. `rings` are
    the odd rings of the stable partition, each in its order: everyone in a ring would rather have
    the next than the one before. `cycles` is the whole partition, which `broken` can check.
    """

    partners: dict[P, P | None] | None
    rings: tuple[tuple[P, ...], ...]
    cycles: tuple[tuple[P, ...], ...]


def solve(preferences: Mapping[P, Sequence[Any]], *, seed: int = 0) -> Roommates[P]:
    """Return stable pairs for everyone's list of others, best first, or the odd rings.

    An entry that is itself a list or a set is a group between whose members the person is
    indifferent; the order within it is drawn by *seed*. A pair is acceptable when each lists the
    other. The same people are without a partner in all stable pairings.

    Raise EmptySide, UnknownId, NamedTwice and NamedThemselves, which name the offender.

    >>> solve({"a": ["b", "c"], "b": ["c", "a"], "c": ["a", "b"], "d": []}).rings
    (('a', 'b', 'c'),)
    >>> solve({"a": ["b", "c"], "b": ["a"], "c": ["a"]}).partners
    {'a': 'b', 'b': 'a', 'c': None}
    """
    after = partition(read(preferences, seed=seed))
    names = list(preferences)
    cycles = tuple(tuple(names[one] for one in cycle) for cycle in cycles_of(after))
    rings = tuple(cycle for cycle in cycles if len(cycle) > 2)
    partners: dict[P, P | None] | None = None
    if not rings:
        partners = {
            name: None if other == one else names[other]
            for one, (name, other) in enumerate(zip(names, after.tolist(), strict=True))
        }
    return Roommates(partners, rings, cycles)


def read(preferences: Mapping[P, Sequence[Any]], *, seed: int = 0) -> Table:
    """Return the lists as a table; raises what `solve` raises."""
    if not preferences:
        raise EmptySide("people")
    offsets, choices = indices(preferences, preferences, np.random.default_rng(seed))
    owners = np.repeat(np.arange(len(preferences)), np.diff(offsets))
    if (itself := np.flatnonzero(owners == choices)).size:
        raise NamedThemselves(list(preferences)[owners[itself[0]]])
    return table(offsets, choices)


def table(offsets: Ints, choices: Ints) -> Table:
    """Return the table of these lists: entries stay where each lists the other."""
    count = len(offsets) - 1
    if count < 1:
        raise EmptySide("people")
    if offsets[0] != 0 or offsets[-1] != len(choices) or (np.diff(offsets) < 0).any():
        raise BadIndex("The offsets do not run from 0 to the number of choices.", offender=offsets)
    if len(choices) and not (choices.min() >= 0 and choices.max() < count):
        raise BadIndex("A choice points at no one.", offender=int(choices.max()))
    owners = np.repeat(np.arange(count), np.diff(offsets))
    mutual = (ranks_of(offsets, choices, offsets, choices) >= 0) & (owners != choices)
    kept = np.concatenate([[0], np.cumsum(np.bincount(owners[mutual], minlength=count))])
    return Table(kept, choices[mutual], ranks_of(kept, choices[mutual], kept, choices[mutual]))


def partition(there: Table) -> Ints:
    """Return a stable partition as the successor of each person, (n,); their own index for no one.

    Pairs are cycles of two. Longer cycles are all odd, and then no pairs are stable.
    """
    reduced = _Reduced(there)
    for person in range(len(there)):
        reduced.propose(person)
    after = np.arange(len(there))
    for person in range(len(there)):
        while not reduced.closed[person] and (ring := reduced.rotate(person)):
            for one in ring:
                after[one] = reduced.first_choice(one)
    for person in range(len(there)):
        if not reduced.closed[person] and reduced.holder[person] >= 0:
            after[person] = reduced.first_choice(person)
    return after


class _Reduced:
    """The lists as they are cut down; person x keeps the entries from `first[x]` to `last[x]`.

    An entry in between is gone where the other has cut it off from the end of their own list.
    """

    def __init__(self, there: Table) -> None:
        bounds = list(zip(there.offsets[:-1], there.offsets[1:], strict=True))
        self.lists = [there.choices[start:end].tolist() for start, end in bounds]
        self.ranks = [there.ranks[start:end].tolist() for start, end in bounds]
        self.first = [0] * len(there)
        self.second = [1] * len(there)
        self.last = [len(own) - 1 for own in self.lists]
        # Whose proposal each person holds: the last of their list.
        self.holder = [UNMATCHED] * len(there)
        self.closed = [False] * len(there)

    def first_choice(self, person: int) -> int:
        return int(self.lists[person][self.first[person]])

    def _next(self, person: int, place: int) -> int:
        """Return the first place from *place* on that is left, or one beyond the last."""
        others, ranks, last = self.lists[person], self.ranks[person], self.last
        while place <= last[person] and ranks[place] > last[others[place]]:
            place += 1
        return place

    def propose(self, person: int) -> None:
        """Phase 1: this person, and then whoever is rejected, proposes to the best who is left."""
        while person != UNMATCHED:
            place = self.first[person] = self._next(person, self.first[person])
            if place > self.last[person]:
                return
            other = self.lists[person][place]
            rejected = self.holder[other]
            self.holder[other], self.last[other] = person, self.ranks[person][place]
            person = rejected

    def rotate(self, start: int) -> list[int]:
        """Phase 2: eliminate the rotations from *start* until their list has one entry.

        Return an odd ring where one is met; it is closed then. Else return nothing.
        """
        while (cycle := self._rotation(start)) is not None:
            seconds = [self.lists[one][self.second[one]] for one in cycle]
            if set(seconds) == set(cycle) and all(
                self.second[one] == self.last[one] for one in cycle
            ):
                for one in cycle:
                    self.closed[one] = True
                return cycle
            for one, other in zip(cycle, seconds, strict=True):
                place = self.second[one]
                self.holder[other], self.last[other] = one, self.ranks[one][place]
                self.first[one] = place
        return []

    def _rotation(self, person: int) -> list[int] | None:
        """Return the rotation that *person* leads to, or None where their list has one entry.

        Everyone on the way has a second entry, as long as *person* has.
        """
        seen: dict[int, int] = {}
        path: list[int] = []
        while person not in seen:
            if self.closed[person] or self.holder[person] == UNMATCHED:
                return None
            place = max(self.second[person], self.first[person] + 1)
            place = self.second[person] = self._next(person, place)
            if place > self.last[person]:
                return None
            seen[person] = len(path)
            path.append(person)
            person = self.holder[self.lists[person][place]]
        return path[seen[person] :]


def cycles_of(after: Ints) -> list[list[int]]:
    """Return the cycles of a permutation, in the order of their lowest members."""
    following = after.tolist()
    seen = [False] * len(following)
    cycles: list[list[int]] = []
    for start in range(len(following)):
        cycle: list[int] = []
        one = start
        while not seen[one]:
            seen[one] = True
            cycle.append(one)
            one = following[one]
        if cycle:
            cycles.append(cycle)
    return cycles


def blocking_arrays(there: Table, partners: Ints) -> Ints:
    """Return the pairs (pairs, 2), lower index first, who would rather have each other.

    *partners* is (n,), -1 for no one. Who has no partner, or one who is not in the table, would
    rather have anyone of their list.
    """
    owners, places = there.owners, there.places
    own = _places_held(there, partners)
    rather = (places < own[owners]) & (there.ranks < own[there.choices]) & (owners < there.choices)
    return np.column_stack([owners[rather], there.choices[rather]])


def blocking_pairs(
    preferences: Mapping[P, Sequence[P]], pairs: Iterable[tuple[P, P]]
) -> list[tuple[P, P]]:
    """Return who would both rather have each other than what *pairs* give them; strict lists.

    Raise what `solve` raises, and UnknownId for someone in *pairs* who is not there.
    """
    # Whom someone has without having listed them comes last in that list.
    listed = {name: list(own) for name, own in preferences.items()}
    at = {name: place for place, name in enumerate(preferences)}
    partners = np.full(len(at), UNMATCHED, dtype=np.int64)
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            if one not in at:
                raise UnknownId(one, named_by="the pairs")
            if other in at and other not in listed[one]:
                listed[one].append(other)
            partners[at[one]] = at.get(other, UNMATCHED)
    there = read(listed)
    names = list(preferences)
    return [(names[one], names[other]) for one, other in blocking_arrays(there, partners).tolist()]


def broken(there: Table, after: Ints) -> str | None:
    """Return what keeps *after* from being a stable partition, or None: a check by definition.

    A stable partition with an odd ring is the proof that no pairs are stable (Tan 1991).
    """
    count = len(there)
    if not np.array_equal(np.sort(after), np.arange(count)):
        return "no_permutation"
    before = np.empty(count, dtype=np.int64)
    before[after] = np.arange(count)
    alone = after == np.arange(count)
    following = _places_held(there, after)
    preceding = _places_held(there, before)
    if ((following == NEVER) & ~alone).any() or ((preceding == NEVER) & ~alone).any():
        return "not_listed"
    longer = ~alone & (after != before)
    if (following[longer] >= preceding[longer]).any():
        return "rather_before"
    return "blocking" if len(blocking_arrays(there, before)) else None


def _places_held(there: Table, held: Ints) -> Ints:
    """Return where each person's list has the one they hold, NEVER where it has not."""
    owners = there.owners
    found = np.full(len(there), NEVER)
    listed = held[owners] == there.choices
    found[owners[listed]] = there.places[listed]
    return found
