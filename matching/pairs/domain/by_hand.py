"""A pair of two people who both said yes to a director: it begins as a published one does."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from matching.pairs.domain.publish import make_pair
from matching.pairs.models import Proposal
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.runs.domain.messages import post_messages
from matching.programs.runs.models import MatchRun
from mentornet.jobs.progress import unheard

NUMBER = 0
"""Runs are numbered from 1: this one stands for all pairs of a program that no run proposed."""


def _project_asked(program: Program, protege: Enrollment, mentor: Enrollment) -> UUID | None:
    """Return the project on which a director had placed the mentee with this mentor, if they were asked for it."""
    said = {"cause": "asked", "mentor": str(mentor.member_id)}
    rows = Proposal.objects.filter(
        run__program=program, protege=protege, project__isnull=False, cause__contains=said
    )
    key: UUID | None = rows.order_by("-run__number").values_list("project", flat=True).first()
    return key


@transaction.atomic
def make_pair_by_hand(
    program: Program, *, protege: Enrollment, mentor: Enrollment, words: str = ""
) -> Proposal:
    """Start the relationship of two people who take part in *program*, and email both.

    The caller has locked the program. Raise PairImpossible where the two can have no relationship; then
    nothing is written.
    """
    run, _made = MatchRun.objects.get_or_create(
        program=program,
        number=NUMBER,
        defaults={
            "institution": program.institution,
            "method": MatchRun.BY_HAND,
            "state": MatchRun.State.PUBLISHED,
            "engine_version": "",
            "digest": "",
            "inputs": b"",
            "published_at": timezone.now(),
        },
    )
    proposal: Proposal = Proposal.objects.create(
        institution=program.institution,
        run=run,
        protege=protege,
        mentor=mentor,
        source=Proposal.Source.BY_HAND,
        project_id=_project_asked(program, protege, mentor),
    )
    today = program.institution.local_date()
    post_messages(make_pair(program, run, proposal, today, words), progress=unheard)
    return proposal
