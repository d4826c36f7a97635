"""What programs add to the lists of people and mentors, and to a director's page of one person.

Programs and pairs are those that the reader runs; relationships that people made on their own are in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from matching.models import Enrollment, Program, Proposal
from matching.programs.filters import ProgramFilter
from matching.programs.recruiting.acts import InviteToProgram
from mentornet.lists.columns import NumberColumn, ValueColumn
from mentornet.lists.page import Addition
from networks.models import Tie
from profiles.models import Membership
from profiles.people.directory.lists import mentors, people
from profiles.people.directory.parts import Part, register_part


def _in_program(rows: QuerySet[Any], name: str, program: Program | None) -> QuerySet[Any]:
    if program is None:
        return rows
    enrolled = Enrollment.objects.filter(program=program, withdrawn_at=None)
    return rows.filter(pk__in=enrolled.values("member"))


def _names(member: Any) -> str:
    return ", ".join(member.program_names)


def give_programs(rows: Sequence[Any], request: Any) -> None:
    """Give each of *rows* the names of their programs. One statement."""
    enrolled = (
        Enrollment.objects.directed_by(request.user)
        .of(request.membership.institution)
        .filter(member__in=[one.pk for one in rows], withdrawn_at=None)
        .order_by("program__name", "program")
        .values_list("member", "program__name")
        .distinct()
    )
    names: dict[UUID, list[str]] = defaultdict(list)
    for member, name in enrolled:
        names[member].append(name)
    for one in rows:
        one.program_names = names[one.pk]


def _give_pairs(rows: Sequence[Any], request: Any) -> None:
    give_programs(rows, request)
    counted = dict(
        _pairs(request)
        .filter(mentor__member__in=[one.pk for one in rows])
        .order_by()
        .values_list("mentor__member")
        .annotate(number=Count("tie", distinct=True))
    )
    for one in rows:
        one.program_pairs = counted.get(one.pk, 0)


def _pairs(request: Any) -> QuerySet[Proposal]:
    """Pairs that a program of the reader made and that go on."""
    here = request.membership.institution
    rows: QuerySet[Proposal] = Proposal.objects.directed_by(request.user).of(here)
    return rows.filter(tie__state=Tie.State.ACTIVE)


def _filters() -> dict[str, django_filters.Filter]:
    return {"program": ProgramFilter(method=_in_program)}


def read_person(request: Any, person: Membership) -> dict[str, Any]:
    """Return the programs of *person* and the pairs that these made, as far as the reader runs them."""
    run = Enrollment.objects.directed_by(request.user).of(request.membership.institution)
    enrolled = run.filter(member=person, withdrawn_at=None)
    pairs = (
        _pairs(request)
        .filter(Q(mentor__member=person) | Q(protege__member=person))
        .select_related("mentor__member", "protege__member", "run__program")
    )
    return {
        "can_pair": person.is_current and request.user.has_perm("matching.direct_programs"),
        "enrollments": list(
            enrolled.select_related("program").order_by("program__name", "program", "side")
        ),
        "pairs": [
            (one, *_other(one, person)) for one in pairs.order_by("run__program__name", "pk")
        ],
    }


def _other(pair: Proposal, person: Membership) -> tuple[Membership, bool]:
    """Return who *person* is paired with, and whether that is the mentor."""
    if pair.mentor is not None and pair.protege.member_id == person.pk:
        return pair.mentor.member, True
    return pair.protege.member, False


def connect() -> None:
    """Called once at start-up."""
    programs = ValueColumn(_("Programs"), value=_names)
    people.extend(
        Addition(
            columns={"programs": programs},
            filters=_filters(),
            dress=give_programs,
            acts=(InviteToProgram(),),
        )
    )
    mentors.extend(
        Addition(
            columns={
                "pairs": NumberColumn(
                    _("Mentees from programs"), value=lambda one: one.program_pairs
                ),
                "programs": programs,
            },
            filters=_filters(),
            dress=_give_pairs,
        )
    )
    register_part(Part("matching/programs/_directed_person.html", read_person))
