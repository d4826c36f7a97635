"""Groups that meet on the dates of their program: no one's weekly hours matter. Pure."""

from __future__ import annotations

from dataclasses import replace

from matching.groups.forming.domain.inputs import GroupCohort


def without_hours(cohort: GroupCohort) -> GroupCohort:
    """Return *cohort* as if no one had said weekly hours, also those who had once."""
    none: frozenset[int] = frozenset()
    return replace(
        cohort,
        people=tuple(replace(one, slots=none) for one in cohort.people),
        facilitators=tuple(replace(one, slots=none) for one in cohort.facilitators),
    )
