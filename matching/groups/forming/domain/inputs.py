"""All that forming groups depends on, as one value and as JSON; pure.

Keys are those of enrollments: someone may be a member here and facilitate there.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from matching.engine import VERSION
from matching.engine.groups.forming import Facilitator, Group, Person, Rules

SETS = frozenset(
    {"goals", "expertise", "slots", "traits", "not_alone", "apart", "previous", "left"}
)
LOCKED = "locked"


@dataclass(frozen=True)
class Kept:
    """A group of which some stay where they are: locked by the director, or published before.

    `peer_group` is the published group's key; its people stay in it whatever the rules say. `asked`: they are asked
    before it begins.
    """

    name: str
    members: tuple[str, ...]
    facilitator: str | None = None
    peer_group: str = ""
    asked: bool = False


@dataclass(frozen=True)
class Pairing:
    """That the groups are pairs of peers: by which method, and whom each named, best first."""

    method: str
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupCohort:
    """Who is to be grouped, by which rules, around what; `clock` is the zone of the slots."""

    people: tuple[Person, ...]
    facilitators: tuple[Facilitator, ...]
    rules: Rules = field(default_factory=Rules)
    kept: tuple[Kept, ...] = ()
    seed: int = 0
    clock: str = "UTC"
    pairing: Pairing | None = None


@dataclass(frozen=True)
class Arranged:
    """One group as it is proposed: those that were kept keep their names."""

    name: str
    members: tuple[str, ...]
    facilitator: str | None
    peer_group: str = ""


def around_kept(cohort: GroupCohort) -> tuple[tuple[Person, ...], Rules]:
    """Return the people and the rules with what is kept written into them.

    Two kept groups stay two: one member of each is apart from one of the other, and all of
    a kept group are together.
    """
    first = [group.members[0] for group in cohort.kept if group.members]
    apart = {key: frozenset(first) - {key} for key in first}
    people = tuple(
        replace(one, apart=one.apart | apart[one.key]) if one.key in apart else one
        for one in cohort.people
    )
    reasons = dict(cohort.rules.reasons)
    for key in first:
        for other in apart[key]:
            reasons.setdefault(frozenset({key, other}), LOCKED)
    rules = replace(
        cohort.rules,
        together=tuple(frozenset(one.members) for one in cohort.kept if len(one.members) > 1),
        led={
            member: one.facilitator
            for one in cohort.kept
            if one.facilitator is not None
            for member in one.members
        },
        reasons=reasons,
    )
    return people, rules


def arrange(cohort: GroupCohort, groups: tuple[Group, ...], *, naming: str) -> list[Arranged]:
    """Return the groups with their names: kept ones first, then new ones by *naming* ("Group %d").

    A published group for which the engine found no place stays as it is.
    """
    found: list[Arranged] = []
    at = {member: position for position, one in enumerate(groups) for member in one.members}
    used: set[int] = set()
    for kept in cohort.kept:
        position = at.get(kept.members[0]) if kept.members else None
        if position is not None and position not in used:
            used.add(position)
            one = groups[position]
            found.append(Arranged(kept.name, one.members, one.facilitator, kept.peer_group))
        elif kept.peer_group:
            found.append(Arranged(kept.name, kept.members, kept.facilitator, kept.peer_group))
    # Published ones carry their program in front: "CMP 2027 · Group 1" (see groups/names.py).
    names = {one.name.rpartition(" · ")[2] for one in found}
    number = 0
    for position, one in enumerate(groups):
        if position in used:
            continue
        number += 1
        while naming % number in names:
            number += 1
        found.append(Arranged(naming % number, one.members, one.facilitator))
    return found


def unplaced(cohort: GroupCohort, groups: Sequence[Group]) -> tuple[Kept, ...]:
    """Return the published groups of *cohort* that are not among *groups*."""
    placed = {member for one in groups for member in one.members}
    return tuple(
        one for one in cohort.kept if one.peer_group and not placed.intersection(one.members)
    )


def set_aside(cohort: GroupCohort, kept: Sequence[Kept]) -> GroupCohort:
    """Return *cohort* without these groups: neither their people nor the places of who leads them."""
    gone = {member for one in kept for member in one.members}
    leading = Counter(one.facilitator for one in kept)
    return replace(
        cohort,
        people=tuple(one for one in cohort.people if one.key not in gone),
        facilitators=tuple(
            replace(one, groups=max(0, one.groups - leading[one.key]))
            for one in cohort.facilitators
        ),
        kept=tuple(one for one in cohort.kept if one not in kept),
    )


def slots_of(cohort: GroupCohort) -> dict[str, frozenset[int]]:
    """Return who can come when: keys of members and facilitators to half hours."""
    members = {one.key: one.slots for one in cohort.people}
    return members | {one.key: one.slots for one in cohort.facilitators}


def settled_members(cohort: GroupCohort) -> frozenset[str]:
    """Return the keys of those who are in a published group."""
    return frozenset(key for one in cohort.kept if one.peer_group for key in one.members)


def dump(cohort: GroupCohort) -> str:
    """Return *cohort* as JSON; equal cohorts give equal text."""
    bare = replace(cohort, rules=replace(cohort.rules, reasons={}))
    reasons = sorted([*sorted(pair), why] for pair, why in cohort.rules.reasons.items())
    return json.dumps(
        asdict(bare) | {"reasons": reasons},
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )


def digest(text: str) -> str:
    """Return the fingerprint of what the engine, in this version, was given."""
    return hashlib.sha256(f"groups {VERSION}\n{text}".encode()).hexdigest()


def load(text: str) -> GroupCohort:
    """Return the cohort that `dump` wrote."""
    plain: dict[str, Any] = json.loads(text)
    reasons = {frozenset(pair): why for *pair, why in plain.get("reasons", ())}
    return GroupCohort(
        people=tuple(Person(**_sets(one)) for one in plain["people"]),
        facilitators=tuple(Facilitator(**_sets(one)) for one in plain["facilitators"]),
        rules=Rules(
            **plain["rules"]
            | {
                "together": tuple(frozenset(one) for one in plain["rules"]["together"]),
                "reasons": reasons,
            }
        ),
        kept=tuple(Kept(**one | {"members": tuple(one["members"])}) for one in plain["kept"]),
        seed=plain["seed"],
        clock=plain["clock"],
        pairing=_pairing(plain.get("pairing")),
    )


def _pairing(plain: Mapping[str, Any] | None) -> Pairing | None:
    if plain is None:
        return None
    return Pairing(plain["method"], {key: tuple(own) for key, own in plain["named"].items()})


def _sets(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: frozenset(value) if name in SETS else value for name, value in fields.items()}


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not part of a cohort")
