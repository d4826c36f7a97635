"""Whose membership of groups changes in a publication, and which groups are open then. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluations.privacy.domain.publication.batches import Vector, settle
from evaluations.privacy.domain.publication.near_duplicates import hide_alike
from evaluations.privacy.domain.publication.states import Change, Known, Publication
from evaluations.privacy.domain.publication.structure import PROGRAM, Groups, Structure
from evaluations.privacy.domain.suppression import Suppression

RESTS = timedelta(days=90)
"""How long somebody who has moved is not moved again."""
ROUNDS = 12
"""How often a set of moves is tried before all wait."""


def open_groups(
    structure: Structure,
    *,
    threshold: int,
    hidden: Collection[str] = (),
    known: Collection[str] = (),
) -> Suppression:
    """Return which groups stay closed in every column: the small ones, those that would give them away, and
    those that are, but for a few people, others."""
    sizes = structure.sizes
    suppressed: set[Hashable] = {group for group in sizes if sizes[group] < 2 * threshold} | set(
        hidden
    )
    while True:
        found = structure.hide(
            sizes,
            sizes,
            threshold=threshold,
            hidden=suppressed,
            known=known,
            sizes=True,
        )
        suppressed |= found.suppressed
        alike = hide_alike(structure, suppressed, threshold=threshold)
        if not alike:
            return Suppression(frozenset(suppressed), found.uncovered)
        suppressed |= alike


@dataclass(frozen=True)
class Moves:
    """Whose membership changes are taken, and the groups as they are then."""

    structure: Structure
    hidden: frozenset[Hashable]
    taken: frozenset[str]
    movers: Mapping[str, frozenset[str]]
    """Who moves which figure that can be read, and which group is moved by enough people."""


def choose_moves(
    previous: Publication,
    signatures: Mapping[Groups, int],
    changes: Sequence[Change],
    day: date,
    threshold: int,
) -> Moves:
    moving = {
        one.person: one for one in changes if one.was != one.groups and not _rests(one.before, day)
    }
    was_hidden = frozenset(group for group, row in previous.table.items() if not row.open)
    guess: frozenset[Hashable] = was_hidden
    for _round in range(ROUNDS):
        wider = Structure(_moved(signatures, moving.values(), keep=True), programs_of(previous))
        vectors = {
            person: _vector(wider, one, (was_hidden, guess)) for person, one in moving.items()
        }
        moving = {one: moving[one] for one in settle(vectors, threshold=threshold)}
        structure = Structure(_moved(signatures, moving.values()))
        movers = _movers(wider, moving, vectors, threshold)
        before = {group for group in previous.table if group not in movers}
        found = open_groups(
            structure,
            threshold=threshold,
            hidden=before & was_hidden,
            known=before - was_hidden,
        )
        torn = structure.split_units | found.uncovered
        if torn and moving:
            moving = _away_from(torn, moving, wider)
        elif found.suppressed == guess:
            return Moves(structure, found.suppressed, frozenset(moving), movers)
        guess = found.suppressed
    if previous.threshold < threshold:
        # Raising it hides at once, whatever waits.
        suppressed = open_groups(
            Structure(signatures), threshold=threshold, hidden=was_hidden
        ).suppressed
        return Moves(Structure(signatures), suppressed, frozenset(), {})
    return Moves(Structure(signatures), was_hidden, frozenset(), {})


def _away_from(
    groups: Collection[Hashable], moving: Mapping[str, Change], structure: Structure
) -> dict[str, Change]:
    """Return the moves into and out of other groups than these; none, where none are into or out of them."""
    left = {
        person: one
        for person, one in moving.items()
        if not (structure.all_of(one.was) | structure.all_of(one.groups)) & frozenset(groups)
    }
    return left if len(left) < len(moving) else {}


def programs_of(previous: Publication) -> list[str]:
    return [group for group in previous.table if group.startswith(PROGRAM)]


def _rests(before: Known | None, day: date) -> bool:
    return bool(before and before.moved_on and day - before.moved_on < RESTS)


def _moved(
    signatures: Mapping[Groups, int], moving: Iterable[Change], *, keep: bool = False
) -> Counter[Groups]:
    """Return the population after these moves; with *keep*, whom it lost is in it still."""
    found = Counter(dict(signatures))
    for one in moving:
        found[one.groups] += 1
        if not keep:
            found[one.was] -= 1
    return Counter({groups: count for groups, count in found.items() if groups and count > 0})


def _vector(
    structure: Structure, one: Change, patterns: Iterable[frozenset[Hashable]]
) -> dict[str, int]:
    """Return which figures one move changes, under any of these patterns, and in which direction."""
    found: dict[str, int] = {}
    for hidden in patterns:
        was, now = structure.keys_of(one.was, hidden), structure.keys_of(one.groups, hidden)
        found |= dict.fromkeys(was - now, -1) | dict.fromkeys(now - was, 1)
    return found


def _movers(
    structure: Structure,
    moving: Mapping[str, Change],
    vectors: Mapping[str, Vector],
    threshold: int,
) -> dict[str, frozenset[str]]:
    """Return who moves each figure that can be read, and each hidden group that enough people move."""
    found: dict[str, set[str]] = defaultdict(set)
    for person, one in moving.items():
        for group in structure.all_of(one.was) ^ structure.all_of(one.groups):
            found[group].add(person)
    many = {group: people for group, people in found.items() if len(people) >= threshold}
    for person in moving:
        for key in vectors[person]:
            many.setdefault(key, set()).add(person)
    return {key: frozenset(people) for key, people in many.items()}


def move_columns(
    previous: Publication, structure: Structure, changes: Sequence[Change], taken: Collection[str]
) -> dict[str, Counter[str]]:
    """By how much the people who moved change each column of each group."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    wider = Structure(structure.signatures, programs_of(previous))
    for one in changes:
        if one.person not in taken:
            continue
        old = one.before.facts if one.before else {}
        for name, count in old.items():
            for group in wider.all_of(one.was):
                found[name][group] -= count
        # Who was here keeps what is published of them until their column takes the rest.
        for name, count in (old if one.was else one.facts).items():
            for group in wider.all_of(one.groups):
                found[name][group] += count
    return found
