"""Why mentees of a program have no mentor: what the latest run said of them, or that a pair ended."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from matching.pairs.domain.explanations import cause_sentences
from matching.pairs.models import Proposal
from matching.programs.runs.models import MatchRun
from mentornet.moments import day
from networks.models import Tie

FINISHED = (MatchRun.State.DONE, MatchRun.State.PUBLISHED)


def waiting_reasons(enrollments: Iterable[UUID]) -> dict[UUID, str]:
    """Return for each of these mentees of any programs, by the key of the enrollment, why no one is their mentor now. One query.

    The sentence is that of the run's page, without names. A pair that a director made by name is as old as its
    relationship, not as the row that stands for all of them.
    """
    keys = list(enrollments)
    rows = (
        Proposal.objects.filter(
            run__program=F("protege__program"), run__state__in=FINISHED, protege__in=keys
        )
        .annotate(moment=Greatest("tie__confirmed_at", "run__created_at"))
        .order_by("protege_id", "-moment", "-run__number", "nth")
        .distinct("protege_id")
        .select_related("tie")
        .only("protege", "mentor", "cause", "tie__state", "tie__ended_on")
    )
    said = {row.protege_id: _why(row) for row in rows}
    return {key: said.get(key) or _("Not in a match yet.") for key in keys}


def _why(row: Proposal) -> str:
    if row.tie is not None and row.tie.state == Tie.State.ENDED:
        return _("Their last pair ended on %(day)s.") % {"day": day(row.tie.ended_on)}
    if row.mentor_id is not None:
        return _("A match is ready to review.")
    return next(iter(cause_sentences(row.cause, {})), "")
