"""How far the people of each program have come: enrolled, matched, meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evaluations.check_ins.models import CheckIn
from evaluations.meetings.models import Meeting
from matching.models import Enrollment, Program, ProgramGroup, Proposal
from networks.models import Tie

SHOWN = 12
OPEN = (Program.State.ENROLLING, Program.State.MATCHING, Program.State.RUNNING)


@dataclass(frozen=True)
class Steps:
    """One program: who is enrolled to be mentored, who of them is matched, and who of these has met."""

    program: Program
    enrolled: int
    matched: int
    meeting: int


def steps_of(programs: QuerySet[Program]) -> list[Steps]:
    """Return the newest open programs that match people. Four queries for any number."""
    matching = [kind for kind in Program.Kind if _matches(kind)]
    shown = list(programs.filter(state__in=OPEN, kind__in=matching).order_by("-created_at")[:SHOWN])
    enrolled = dict(
        Enrollment.objects.active()
        .proteges()
        .filter(program__in=shown)
        .order_by()
        .values_list("program_id")
        .annotate(count=Count("pk"))
    )
    reached = _pairs(shown) | _groups(shown)
    return [Steps(one, enrolled.get(one.pk, 0), *reached.get(one.pk, (0, 0))) for one in shown]


def _matches(kind: str) -> bool:
    return Program(kind=kind).traits.has_runs


def _pairs(programs: Sequence[Program]) -> dict[UUID, tuple[int, int]]:
    met = Exists(Meeting.objects.filter(tie=OuterRef("tie"), state=Meeting.State.HELD)) | Exists(
        CheckIn.objects.filter(tie=OuterRef("tie"), answer=CheckIn.Answer.MET)
    )
    rows = (
        Proposal.objects.filter(run__program__in=programs, tie__state=Tie.State.ACTIVE)
        .annotate(met=met)
        .order_by()
        .values_list("run__program_id")
        .annotate(
            matched=Count("tie__protege", distinct=True),
            meeting=Count("tie__protege", distinct=True, filter=Q(met=True)),
        )
    )
    return {program: (matched, meeting) for program, matched, meeting in rows}


def _groups(programs: Sequence[Program]) -> dict[UUID, tuple[int, int]]:
    met = Exists(Meeting.objects.filter(group=OuterRef("group"), state=Meeting.State.HELD))
    inside = Q(group__members__left_on=None, group__ended_on=None)
    enrolled = Q(
        group__members__member__in=Enrollment.objects.active()
        .proteges()
        .filter(program=OuterRef("program"))
        .values("member")
    )
    rows = (
        ProgramGroup.objects.filter(inside, enrolled, program__in=programs)
        .annotate(met=met)
        .order_by()
        .values_list("program_id")
        .annotate(
            matched=Count("group__members__member", distinct=True),
            meeting=Count("group__members__member", distinct=True, filter=Q(met=True)),
        )
    )
    return {program: (matched, meeting) for program, matched, meeting in rows}
