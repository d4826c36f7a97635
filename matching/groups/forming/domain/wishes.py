"""What of people's requests in confidence is told of a group, and what is kept without telling it.

In a group of a few, to say that it breaks a request of someone would be to say whose.
"""

from __future__ import annotations

from matching.engine.groups.forming import Broken, Grouping
from matching.groups.forming.domain.inputs import GroupCohort, settled_members
from matching.groups.membership.domain.wishes import SAID_FROM


def said_broken(found: Grouping, cohort: GroupCohort) -> list[Broken]:
    """Return the broken rules that directors are told.

    That a peer whose partner left is alone is no one's mistake: the next run looks for a partner.
    """
    settled = settled_members(cohort) if cohort.pairing is not None else frozenset()
    return [
        one
        for one in found.broken
        if not _is_of_few(one, found, cohort)
        and not (
            one.rule == "smallest"
            and one.group is not None
            and settled.issuperset(found.groups[one.group].members)
        )
    ]


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
