"""A cohort of groups as one of peers: whom each named, and who can’t be their partner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import permutations
from uuid import UUID

from matching.groups.forming.domain.inputs import GroupCohort, Pairing
from matching.programs.domain.choices import Choices
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.models import GroupMember

BEFORE, LEFT, ASKED = "before", "left_pair", "asked"
"""Why two are no pair, by what directors know: together before, one left a pair of the two, asked lately in vain."""


def as_pairs(
    cohort: GroupCohort,
    program: Program,
    chosen: Choices,
    *,
    never_again: bool,
    tried: Sequence[AbstractSet[UUID]] = (),
) -> GroupCohort:
    """Write into everyone whom they named, and who is not to be their partner.

    *tried* were asked lately whether they will meet, by key of members. Whoever declines someone says nothing of why, as who asks to be kept apart.
    """
    apart: dict[str, set[str]] = {}
    reasons = dict(cohort.rules.reasons)
    keys = _keys(cohort)
    for one, other in chosen.declined:
        apart.setdefault(str(one), set()).add(str(other))
    for why, pairs in ((LEFT, _parted(keys, program)), (ASKED, _tried(keys, tried))):
        for one, other in pairs:
            apart.setdefault(str(one), set()).add(str(other))
            reasons.setdefault(frozenset({str(one), str(other)}), why)
    together = {key: frozenset(one.members) for one in cohort.kept for key in one.members}
    for person in cohort.people if never_again else ():
        before = person.previous - together.get(person.key, frozenset())
        apart.setdefault(person.key, set()).update(before)
        for key in before:
            reasons.setdefault(frozenset({person.key, key}), BEFORE)
    here = {one.key for one in cohort.people}
    named = {
        str(one): tuple(str(other) for other in own if str(other) in here)
        for one, own in chosen.named.items()
        if str(one) in here
    }
    return replace(
        cohort,
        people=tuple(
            replace(one, apart=one.apart | apart.get(one.key, set())) for one in cohort.people
        ),
        rules=replace(cohort.rules, reasons=reasons),
        pairing=Pairing(program.method, named),
    )


def _keys(cohort: GroupCohort) -> dict[UUID, UUID]:
    """Return the enrollment of each member. One query."""
    people = Enrollment.objects.filter(pk__in=[one.key for one in cohort.people])
    return dict(people.values_list("member_id", "pk"))


def _tried(
    keys: Mapping[UUID, UUID], tried: Sequence[AbstractSet[UUID]]
) -> Iterator[tuple[UUID, UUID]]:
    for people in tried:
        there = [keys[one] for one in people if one in keys]
        yield from permutations(there, 2)


def _parted(keys: Mapping[UUID, UUID], program: Program) -> list[tuple[UUID, UUID]]:
    """Return who left a pair of the program, with each of those who were in it, by enrollment. One query."""
    rows = GroupMember.objects.filter(group__program_group__program=program)
    there: dict[UUID, list[UUID]] = {}
    gone: list[tuple[UUID, UUID]] = []
    for group, member, left_on in rows.values_list("group_id", "member_id", "left_on"):
        there.setdefault(group, []).append(member)
        if left_on is not None:
            gone.append((group, member))
    return [
        (keys[member], keys[other])
        for group, member in gone
        for other in there[group]
        if member in keys and other in keys and member != other
    ]
