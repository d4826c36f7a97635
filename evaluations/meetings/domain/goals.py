"""The goals that are shown beside the agenda of a meeting."""

from __future__ import annotations

from networks.models import Tie
from profiles.assessment.domain.parts import PART_BY_NUMBER, Passage
from profiles.assessment.domain.sharing import SharedPart, shared_parts
from profiles.models import Goal, Membership

GOAL_PARTS = frozenset({2, 3})


def goals_beside(
    tie: Tie, *, reader: Membership
) -> tuple[list[Goal], list[Passage], list[SharedPart]]:
    """Return what stands beside an agenda: the mentee's own goals, or what they share with the mentor.

    For the mentor, the goals first, and then the other parts that are shared with them now.
    """
    if reader.pk == tie.protege_id:
        own = Goal.objects.filter(member=reader).exclude(horizon=Goal.Horizon.PERSONAL)
        return list(own), [], []
    mentors = {reader.pk} if tie.state == Tie.State.ACTIVE else set()
    shared = shared_parts(tie.protege, reader=reader, mentor_ids=mentors)
    about_goals = [PART_BY_NUMBER[number] for number in GOAL_PARTS]
    passages = [passage for one in shared if one.part in about_goals for passage in one.passages]
    return [], passages, [one for one in shared if one.part not in about_goals]
