"""What a mentee should know of a project's mentors before they choose it: who they know, and what the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.pairs.domain.hard_rules import RANK, SUPERVISION, SUPERVISOR, UNIT, parting
from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment
from matching.projects.domain.projects import ProjectRow
from networks.models import Tie
from profiles.models import Membership

# That a director blocked a pair is not said: it would tell the mentee what was said of them.
_SAID = {
    SUPERVISION: gettext_lazy(
        "One of you supervises the other, directly or through others: %(name)s. So you aren’t "
        "placed on it."
    ),
    RANK: gettext_lazy(
        "By the program’s rule on ranks, %(name)s can’t be your mentor. So you aren’t placed on it."
    ),
    UNIT: gettext_lazy(
        "%(name)s is in your unit, and this program pairs people of different units. So you aren’t placed on it."
    ),
    SUPERVISOR: gettext_lazy(
        "%(name)s has the same supervisor as you, and this program pairs people of different supervisors. So you aren’t "
        "placed on it."
    ),
}


def notes_for(enrollment: Enrollment, rows: Sequence[ProjectRow]) -> dict[UUID, list[str]]:
    """Return for projects, by key, what parts the mentee from their mentors, a sentence each. Five queries."""
    own = enrollment.member
    people = {one.member_id: one.member for row in rows for one in row.mentors}
    related = _related(own, people)
    pairs = [(own, other) for other in people.values() if other.pk != own.pk]
    parted = parting(enrollment.program, pairs)
    found: dict[UUID, list[str]] = {}
    works_on = set(
        Proposal.objects.filter(
            protege=enrollment, project__isnull=False, tie__state=Tie.State.ACTIVE
        ).values_list("project_id", flat=True)
    )
    for row in rows:
        if row.project.pk in works_on:
            found[row.project.pk] = [_("You work on this project.")]
            continue
        for one in row.mentors:
            said = _sentence(own, one.member, related, parted.get((own.pk, one.member_id), ""))
            if said:
                found.setdefault(row.project.pk, []).append(said)
    return found


def _related(own: Membership, people: dict[UUID, Membership]) -> set[UUID]:
    both = Q(protege=own, mentor__in=people) | Q(mentor=own, protege__in=people)
    rows = Tie.objects.open().filter(both).values_list("protege_id", "mentor_id")
    return {key for pair in rows for key in pair if key is not None and key != own.pk}


def _sentence(own: Membership, other: Membership, related: set[UUID], rule: str) -> str:
    if other.pk == own.pk:
        return _("You are a mentor of this project.")
    if other.pk in related:
        return _(
            "You already have a relationship with %(name)s. A match looks for someone new, so it usually "
            "doesn’t place you on this project."
        ) % {"name": other.name}
    return str(_SAID[rule]) % {"name": other.name} if rule in _SAID else ""
