"""What of people's requests in confidence is told of a group, and what is kept without telling it.

In a group of a few, to say that it breaks a request of someone would be to say whose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from matching.engine.groups.forming import Broken, Grouping
from matching.groups.forming.domain.inputs import GroupCohort
from matching.groups.membership.domain.leaving import SAID_FROM
from networks.models import Exclusion


def said_broken(found: Grouping, cohort: GroupCohort) -> list[Broken]:
    """Return the broken rules that directors are told."""
    return [one for one in found.broken if not _is_of_few(one, found, cohort)]


def unsaid_of(found: Grouping, cohort: GroupCohort) -> set[str]:
    """Return the keys of all people in groups of a few in which someone is alone against their wish."""
    return {
        key
        for one in found.broken
        if one.rule == "not_alone" and _is_of_few(one, found, cohort)
        for key in found.groups[one.group or 0].members
    }


def _is_of_few(one: Broken, found: Grouping, cohort: GroupCohort) -> bool:
    if one.group is None or not one.private:
        return False
    group = found.groups[one.group]
    people = len(group.members) + bool(group.facilitator)
    return len(group.members) < cohort.rules.smallest or people < SAID_FROM


def wishes_among(people: Iterable[UUID]) -> list[set[UUID]]:
    """Return pairs of *people* who are never to be brought together. One query."""
    everyone = list(people)
    rows = Exclusion.objects.filter(
        reach=Exclusion.Reach.PAIR, owner__in=everyone, other__in=everyone
    )
    return [set(pair) for pair in rows.values_list("owner_id", "other_id")]


def breaks_wish(
    people: AbstractSet[UUID], new: AbstractSet[UUID], wishes: Sequence[AbstractSet[UUID]]
) -> bool:
    """Return whether the group of *people* brings two of *wishes* together, one of them *new* in it."""
    return any(pair <= people and pair & new for pair in wishes)
