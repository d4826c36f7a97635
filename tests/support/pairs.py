"""Pairs as a program's published run makes them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from matching.models import MatchRun, Proposal
from networks.models import Tie
from tests.factories import EnrollmentFactory, ProgramFactory


def made_by_run(tie: Tie, **more: Any) -> Proposal:
    """Let a published run of a program of its own have made *tie*, now."""
    Tie.objects.filter(pk=tie.pk).update(origin="formal")
    program = ProgramFactory(institution=tie.institution)
    run = MatchRun.objects.create(
        institution=program.institution,
        program=program,
        number=1,
        state="published",
        method="stable",
        engine_version="1",
        digest="",
        inputs=b"",
        **{"published_at": timezone.now(), **more},
    )
    protege = EnrollmentFactory(program=program, member=tie.protege)
    mentor = EnrollmentFactory(program=program, member=tie.mentor, side="mentor")
    made: Proposal = Proposal.objects.create(
        institution=program.institution, run=run, protege=protege, mentor=mentor, tie=tie
    )
    return made
