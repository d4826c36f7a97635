"""What the pages about programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import TRAITS
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from profiles.models import Membership


@dataclass(frozen=True)
class ProgramRow:
    program: Program
    sides: list[str]


def programs_for(member: Membership) -> list[ProgramRow]:
    """Return the institution's programs that concern *member*: open to them, or theirs. Two queries."""
    shown = Program.objects.visible_to(member.user).of(member.institution)
    own: dict[Any, list[str]] = {}
    enrolled = Enrollment.objects.active().filter(member=member).order_by("side")
    for program, kind, side in enrolled.values_list("program_id", "program__kind", "side"):
        own.setdefault(program, []).append(str(TRAITS[kind].side(side).label))
    rows = shown.filter(Q(state__in=Program.OPEN_STATES) | Q(pk__in=own)).order_by(
        "state", "-starts_on", "name"
    )
    return [ProgramRow(program, own.get(program.pk, [])) for program in rows]


def directed_programs(member: Membership) -> QuerySet[Program]:
    """Return the institution's programs with their numbers, for its directors. One query."""
    here: QuerySet[Program] = Program.objects.directed_by(member.user).of(member.institution)
    there = Q(enrollments__withdrawn_at=None, enrollments__member__end_date=None)
    return here.annotate(
        proteges=Count("enrollments", filter=there & Q(enrollments__side="protege")),
        mentors=Count("enrollments", filter=there & Q(enrollments__side="mentor")),
    ).order_by("-created_at", "pk")


def enrolled_in(program: Program) -> QuerySet[Enrollment]:
    """Return everyone who takes part, for the director: without what they wrote of their goals."""
    there: QuerySet[Enrollment] = (
        Enrollment.objects.active()
        .filter(program=program)
        .select_related("member__unit", "program")
        .defer("member__search", "goals")
        .annotate(
            named=Count("preferences", filter=Q(preferences__rank__isnull=False), distinct=True)
            + Count("project_choices", distinct=True)
        )
    )
    return there.order_by("side", "member__sort_key", "pk")


def runs_of(program: Program) -> QuerySet[MatchRun]:
    """Return the program's runs, the latest first, with how many pairs each has."""
    rows: QuerySet[MatchRun] = (
        MatchRun.objects.light()
        .of_pairs()
        .filter(program=program)
        .annotate(
            pairs=Count(
                "proposals", filter=Q(proposals__mentor__isnull=False, proposals__leads=True)
            )
        )
    )
    return rows.order_by("-number")
