"""Mentees who may have several mentors: how many are left, and no one twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from matching.pairs.errors import PairImpossible
from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from networks.models import Tie


def gives_several(program: Program) -> bool:
    """Return whether a mentee can have more than one mentor of *program*."""
    return program.mentors_a_mentee > 1


def mentors_left(program: Program, has: int) -> int:
    """Return how many more mentors *program* gives a mentee who has so many of it."""
    return max(0, program.mentors_a_mentee - has)


def check_another(run: MatchRun, held: Proposal, mentor: Enrollment) -> None:
    """Raise PairImpossible where the mentee has this mentor already, in another row of the run or from before."""
    if not gives_several(run.program):
        return
    rows = Proposal.objects.filter(protege=held.protege_id, mentor=mentor).exclude(pk=held.pk)
    if rows.filter(Q(run=run) | _going_on(run.program)).exists():
        raise PairImpossible(_already(held.protege, mentor))


def too_many(program: Program, proposal: Proposal, has: int, made: Sequence[Proposal]) -> list[str]:
    """Return why the mentee of *proposal*, who *has* mentors of the program, cannot have those of *made* too.

    No query where they have none.
    """
    if not has:
        return []
    left, name = mentors_left(program, has), {"name": proposal.protege.member.name}
    if not left and not gives_several(program):
        return [_("%(name)s already has a mentor from this program.") % name]
    own = [one for one in made if one.protege_id == proposal.protege_id and one.leads]
    if left < len(own):
        return [_("%(name)s would have more mentors than this program gives.") % name]
    rows = Proposal.objects.filter(_going_on(program), protege=proposal.protege_id)
    if proposal.mentor is not None and rows.filter(mentor=proposal.mentor).exists():
        return [_already(proposal.protege, proposal.mentor)]
    return []


def mentors_of(program: Program, key: UUID) -> set[UUID]:
    """Return the members who are mentors of this member in *program* now. One query."""
    rows = Proposal.objects.filter(_going_on(program), protege__member=key)
    return set(rows.values_list("mentor__member", flat=True))


def at_once(program: Program, has: int) -> int:
    """Return about how many mentors a mentee who *has* some can be asked at the same time."""
    return max(1, mentors_left(program, has))


def further_of(
    open_to: Mapping[UUID, int], keys: Mapping[UUID, str], here: Sequence[Enrollment]
) -> dict[str, int]:
    """Return by member how many mentors those may have who may have more than one."""
    return {keys[one.pk]: open_to[one.pk] for one in here if open_to[one.pk] > 1}


def _going_on(program: Program) -> Q:
    return Q(run__program=program.pk, tie__state=Tie.State.ACTIVE)


def _already(protege: Enrollment, mentor: Enrollment) -> str:
    return _("%(name)s already has %(mentor)s as a mentor. Choose someone else.") % {
        "name": protege.member.name,
        "mentor": mentor.member.name,
    }
