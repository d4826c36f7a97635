"""Which limits and reserved openings pairs break that are to be published: as they are now, not as the run was asked."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from matching.engine.pairs.terms import verdict
from matching.engine.people import Person
from matching.pairs.domain.cohort import room
from matching.pairs.domain.rule_words import said
from matching.pairs.domain.terms import fact_of, present, rows_of, terms_of
from matching.pairs.models import MatchRule, Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program

Kind = MatchRule.Kind


def broken_by(program: Program, made: Sequence[Proposal]) -> list[str]:
    """Return which limits and reserved openings of *program*, as they are now, these pairs break, a sentence each."""
    if not MatchRule.objects.filter(program=program, kind__in=(Kind.LIMIT, Kind.RESERVED)).exists():
        return []
    mentors = list(
        Enrollment.objects.active().mentors().filter(program=program).select_related("member")
    )
    proteges = [*{one.protege_id: one.protege for one in made}.values()]
    terms = terms_of(program, proteges=proteges, mentors=mentors)
    load: dict[UUID, int] = {}
    for _protege, mentor in present(program):
        load[mentor.pk] = load.get(mentor.pk, 0) + 1
    found = verdict(
        terms,
        [Person(key=str(one.member_id)) for one in proteges],
        [
            Person(key=str(one.member_id), capacity=room(one, program, load.get(one.pk, 0)))
            for one in mentors
        ],
        [(str(one.protege.member_id), str(one.mentor.member_id)) for one in made if one.mentor],
    )
    limits = [one for one in rows_of(program) if one.kind == Kind.LIMIT]
    names = {str(one.member_id): one.member.name for one in mentors}
    said_of = [
        _("%(rule)s. There are %(count)d too many. Change some of these pairs, or raise the limit.")
        % {"rule": said(fact_of(limits[at])), "count": count}
        for at, count in found.limits_over.items()
    ]
    return said_of + [
        _(
            "%(name)s has openings that are reserved for others. Change a pair, or remove the reserved "
            "openings."
        )
        % {"name": names[key]}
        for key in found.reserved_used
    ]
