"""The goals that are shown beside the agenda of a meeting."""

from __future__ import annotations

from networks.models import Tie
from profiles.assessment.domain.parts import PART_BY_NUMBER, Passage
from profiles.assessment.domain.sharing import shared_parts
from profiles.models import Goal, Membership

GOAL_PARTS = frozenset({2, 3})


def goals_beside(tie: Tie, *, reader: Membership) -> tuple[list[Goal], list[Passage]]:
    """Return the goals that stand beside an agenda: the protégé's own, or what they share with the mentor."""
    if reader.pk == tie.protege_id:
        own = Goal.objects.filter(member=reader).exclude(horizon=Goal.Horizon.PERSONAL)
        return list(own), []
    mentors = {reader.pk} if tie.state == Tie.State.ACTIVE else set()
    shared = shared_parts(tie.protege, reader=reader, mentor_ids=mentors)
    passages = [
        passage
        for one in shared
        if one.part in [PART_BY_NUMBER[number] for number in GOAL_PARTS]
        for passage in one.passages
    ]
    return [], passages
