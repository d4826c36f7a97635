"""Who can be paired: what a director may know of it, and what only the two may know.

The two kinds are never mixed. What the roster, the program's rules and its pairs say refuses a question at
once, and a director could work it out. What someone said in confidence refuses nothing: the question looks
like any other and comes to nothing, as if it were declined.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from matching.pairing.models import PairRequest
from matching.pairs.domain.cohort import present_pairs, room
from matching.pairs.domain.hard_rules import parting
from matching.pairs.domain.several import mentors_left, mentors_of
from matching.pairs.models import Preference
from matching.programs.enrollment.domain import ineligible, public_prefill
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from networks.models import Exclusion
from profiles.models import Membership

Side = Enrollment.Side
PAIRING_STATES = (Program.State.MATCHING, Program.State.RUNNING)


def can_be_paired(program: Program, *, protege: Membership, mentor: Membership) -> bool:
    """Return whether the program's rules allow the pair now, by what its directors may know.

    Rank, unit and line of supervision; who may enroll; whether the mentee has as many mentors of this program
    as it gives, and the mentor an opening; whether a director blocked the pair.
    """
    here = program.institution_id
    if protege.pk == mentor.pk or not (protege.is_current and mentor.is_current):
        return False
    if protege.institution_id != here or mentor.institution_id != here:
        return False
    enrolled = _enrolled(program, protege, mentor)
    for member, side in ((protege, Side.PROTEGE), (mentor, Side.MENTOR)):
        if side not in enrolled and ineligible(program, member, side):
            return False
    paired, load = present_pairs(program)
    mentee = enrolled.get(Side.PROTEGE)
    if mentee is not None and not mentors_left(program, paired.get(mentee.pk, 0)):
        return False
    if mentee is not None and mentee.pk in paired and mentor.pk in mentors_of(program, protege.pk):
        return False
    row = enrolled.get(Side.MENTOR)
    if row is None:
        row = Enrollment(
            program=program, member=mentor, side=Side.MENTOR, **_as_mentor(program, mentor)
        )
    if room(row, program, load.get(row.pk, 0)) <= 0:
        return False
    return not parting(program, [(protege, mentor)])


def openings_asked_for(program: Program, mentor: Membership) -> int:
    """Return how many other mentees are asked now whether *mentor* may be theirs in *program*."""
    rows = PairRequest.objects.filter(program=program, mentor=mentor, state=PairRequest.State.OPEN)
    return int(rows.count())


def refused_by(program: Program, *, protege: Membership, mentor: Membership) -> set[UUID]:
    """Return who of the two said before that they do not want the other. Two queries.

    By keeping apart, by turning down a suggestion, or by declining the other in this program. Only the
    question itself may know it.
    """
    return _refused(program, (protege.pk, mentor.pk), Exclusion.objects.all())


def refused_in(row: PairRequest) -> set[UUID]:
    """Return who of those who are asked said before that they do not want another of them. Two queries."""
    if not row.among_equals:
        return refused_by(row.program, protege=row.protege, mentor=row.mentor)
    return refused_among(row.program, row.people)


def refused_among(program: Program, people: Collection[Membership]) -> set[UUID]:
    """Return who of *people*, who would be equals, said before that they do not want another of them. Two queries."""
    apart = Exclusion.objects.filter(reach=Exclusion.Reach.PAIR)
    return _refused(program, [one.pk for one in people], apart)


def _refused(program: Program, people: Collection[UUID], exclusions: Any) -> set[UUID]:
    apart = exclusions.filter(owner__in=people, other__in=people).values_list("owner", flat=True)
    declined = Preference.objects.filter(
        enrollment__program=program,
        enrollment__member__in=people,
        chosen__member__in=people,
        rank=None,
    ).values_list("enrollment__member", flat=True)
    return {*apart, *declined}


def _enrolled(program: Program, protege: Membership, mentor: Membership) -> dict[str, Enrollment]:
    rows = Enrollment.objects.active().filter(program=program, member__in=(protege, mentor))
    wanted = {(protege.pk, Side.PROTEGE), (mentor.pk, Side.MENTOR)}
    return {row.side: row for row in rows if (row.member_id, row.side) in wanted}


def _as_mentor(program: Program, mentor: Membership) -> dict[str, int]:
    return {"places": public_prefill(program, mentor, Side.MENTOR).get("places", 1)}
