"""How stable the pairs of a run of peers are, in a sentence: a count, and only where it tells of no one.

A count of few people is about those few, and two counts of nearly the same people, one after the
other, are about those who differ. So a count is told of enough people, and again where they are the
same ones or enough have changed since any count that was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.groups.forming.domain.inputs import GroupCohort
from matching.groups.forming.domain.pairing import STABILITY
from matching.groups.models.proposals import Seat
from matching.programs.runs.models import MatchRun

LEAST_PEOPLE = 10
LEAST_CHANGED = 5
TOLD = "told"


def may_tell(run: MatchRun, cohort: GroupCohort) -> bool:
    """Return whether the count of *run* may be told beside those that were told before. Two queries.

    Counted are the people who were free to be paired in each.
    """
    now = free_in(cohort)
    if len(now) < LEAST_PEOPLE:
        return False
    told = [
        one.pk
        for one in MatchRun.objects.light()
        .of_groups()
        .filter(program=run.program_id)
        .exclude(pk=run.pk)
        if one.summary.get(STABILITY, {}).get(TOLD)
    ]
    before: dict[UUID, set[str]] = {}
    seats = Seat.objects.filter(run__in=told, settled=False, locked=False)
    for key, enrollment in seats.values_list("run_id", "enrollment_id"):
        before.setdefault(key, set()).add(str(enrollment))
    return all(_far(now, there) for there in before.values())


def _far(one: set[str], other: set[str]) -> bool:
    changed = len(one ^ other)
    return changed == 0 or changed >= LEAST_CHANGED


def free_in(cohort: GroupCohort) -> set[str]:
    """Return the keys of those who are neither locked nor in a published group."""
    kept: Iterable[str] = (key for one in cohort.kept for key in one.members)
    return {one.key for one in cohort.people} - set(kept)


def stability_words(summary: dict[str, Any], *, changed: bool) -> str:
    """Return how stable the pairs of a run are; nothing where the method asks for something else."""
    known = summary.get(STABILITY) or {}
    if "blocking" not in known or changed:
        return ""
    if not known.get(TOLD):
        return _(
            "We don’t say how stable these pairs are: it would tell too much about a few people’s "
            "preferences."
        )
    count, least = known["blocking"], known["bound"]
    if not count:
        return _("Everyone’s pairing is stable: no two people would both rather have each other.")
    found = ngettext(
        "No stable pairing exists. In these pairs, %(count)d pair of people would both rather have "
        "each other.",
        "No stable pairing exists. In these pairs, %(count)d pairs of people would both rather have "
        "each other.",
        count,
    ) % {"count": count}
    if least >= count:
        return found + " " + _("That is proven to be the fewest possible.")
    return (
        found
        + " "
        + ngettext(
            "At least %(least)d can’t be avoided.", "At least %(least)d can’t be avoided.", least
        )
        % {"least": least}
    )
