"""One relationship as one of the two sees it: a fixed number of queries for any history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.models import ActionItem, Meeting
from networks.models import Tie
from profiles.domain.parts import PART_BY_NUMBER, Passage
from profiles.domain.sharing import shared_parts
from profiles.models import Goal, Membership

GOAL_PARTS = frozenset({2, 3})
DONE_SHOWN = 10


@dataclass(frozen=True)
class Relationship:
    """What stands on the page of a relationship. `past` is a queryset, for pages of it."""

    offered: list[Meeting]
    ahead: list[Meeting]
    to_close: list[Meeting]
    past: QuerySet[Meeting]
    actions: list[ActionItem]
    done: list[ActionItem]
    last_met: datetime | None


def read_relationship(tie: Tie, *, now: datetime | None = None) -> Relationship:
    """Read meetings and actions of a tie. Four queries and one a page of the past."""
    moment = now or timezone.now()
    rows = list(
        Meeting.objects.open()
        .filter(tie=tie)
        .select_related("created_by")
        .prefetch_related("times")
        .order_by("starts_at", "created_at")
    )
    planned = [row for row in rows if row.starts_at is not None]
    past = Meeting.objects.filter(tie=tie).exclude(state__in=Meeting.OPEN_STATES)
    held = past.filter(state=Meeting.State.HELD)
    actions = ActionItem.objects.filter(tie=tie).select_related("owner")
    return Relationship(
        offered=[row for row in rows if row.starts_at is None],
        ahead=[row for row in planned if row.starts_at and row.starts_at > moment],
        to_close=[row for row in planned if row.starts_at and row.starts_at <= moment],
        past=past.order_by("-starts_at", "-created_at", "pk"),
        actions=list(actions.filter(done_at=None, dropped_at=None)),
        done=list(actions.exclude(done_at=None).order_by("-done_at")[:DONE_SHOWN]),
        last_met=held.order_by("-starts_at").values_list("starts_at", flat=True).first(),
    )


def goals_beside(tie: Tie, *, reader: Membership) -> tuple[list[Goal], list[Passage]]:
    """The goals that stand beside an agenda: the protégé's own, or what they share with the mentor."""
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
