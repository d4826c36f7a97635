"""Which programs a request may reach: one way in for those who take part, one for directors."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from profiles.access.members import MemberRequest, permission_required

# Whoever runs programs; the rows that they reach come through `directed_by`.
director_required = permission_required("matching.direct_programs")
# What is the whole institution's, and no one's who runs only a part of it.
institution_director_required = permission_required("profiles.direct_institution")


def program_or_404(request: MemberRequest, pk: UUID) -> Program:
    """Return an announced program of the reader's institution. Raise Http404 for any other."""
    here = Program.objects.visible_to(request.user).of(request.membership.institution)
    row: Program = get_object_or_404(here.select_related("institution"), pk=pk)
    return row


def side_or_404(program: Program, side: str) -> str:
    """Return *side* where this kind of program has it. Raise Http404 otherwise."""
    if side not in program.traits.side_values:
        raise Http404
    return side


def enrollment_or_404(
    request: MemberRequest, pk: UUID, side: str, *, waiting: bool = False
) -> Enrollment:
    """Return the reader's own enrollment on this side. Raise Http404 unless they take part.

    *waiting*: or unless someone's word is missing before they do.
    """
    program = program_or_404(request, pk)
    counts = Q(withdrawn_at=None)
    own = Enrollment.objects.filter(
        counts | ~Q(awaits="") if waiting else counts,
        member=request.membership,
        member__end_date=None,
        side=side_or_404(program, side),
    )
    row: Enrollment = get_object_or_404(
        own.select_related("program__institution", "member__user", "institution"), program=program
    )
    return row


def directed_by_reader(request: MemberRequest) -> QuerySet[Program]:
    """Return the programs that the reader runs at the institution for which they act, drafts included."""
    here: QuerySet[Program] = Program.objects.directed_by(request.user)
    return here.filter(institution=request.membership.institution)


def directed_or_404(request: MemberRequest, pk: UUID) -> Program:
    """Return a program that the reader directs. Raise Http404 for any other."""
    row: Program = get_object_or_404(
        directed_by_reader(request).select_related("institution"), pk=pk
    )
    return row


def grouping_or_404(request: MemberRequest, pk: UUID) -> Program:
    """Return a program of groups that the reader directs. Raise Http404 for any other."""
    row = directed_or_404(request, pk)
    if not row.traits.makes_groups:
        raise Http404
    return row
