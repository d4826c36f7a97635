"""One relationship as one of the two sees it: a fixed number of queries for any history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from evaluations.check_ins.domain.answering import open_check_ins
from evaluations.meetings.domain.met import TOOK_PLACE
from evaluations.meetings.models import ActionItem, Meeting, MeetingAnswer
from networks.models import Tie
from profiles.models import Membership

DONE_SHOWN = 10
DONE_SHOWN_FOR = timedelta(days=180)


@dataclass(frozen=True)
class Relationship:
    """What stands on the page of a relationship. `past` is a queryset, for pages of it;
    `check_in` the key of a question that waits for the reader."""

    offered: list[Meeting]
    ahead: list[Meeting]
    to_close: list[Meeting]
    past: QuerySet[Meeting]
    past_count: int
    met_count: int
    actions: list[ActionItem]
    done: list[ActionItem]
    last_meeting: datetime | None
    check_in: UUID | None


def read_relationship(tie: Tie, *, reader: Membership, now: datetime | None = None) -> Relationship:
    """Read meetings, actions and the open check-in of a tie. Four queries, and one a page of the past."""
    moment = now or timezone.now()
    said = MeetingAnswer.objects.filter(sequence__gte=F("meeting__sequence")).exclude(member=reader)
    rows = list(
        Meeting.objects.open()
        .filter(tie=tie)
        .select_related("created_by")
        .prefetch_related("times", Prefetch("answers", said, to_attr="said"))
        .order_by("starts_at", "created_at")
    )
    planned = [row for row in rows if row.starts_at is not None]
    past = Meeting.objects.filter(tie=tie).exclude(state__in=Meeting.OPEN_STATES)
    question = open_check_ins(reader).filter(tie=OuterRef("pk"))
    known = (
        Tie.objects.filter(pk=tie.pk)
        .order_by()
        .values(
            count=Count("meetings", filter=~Q(meetings__state__in=Meeting.OPEN_STATES)),
            met=Count("meetings", filter=TOOK_PLACE),
            last=Max("meetings__starts_at", filter=TOOK_PLACE),
            check_in=Subquery(question.values("pk")[:1]),
        )
        .get()
    )
    recent = moment - DONE_SHOWN_FOR
    actions = list(
        ActionItem.objects.filter(tie=tie, dropped_at=None)
        .filter(Q(done_at=None) | Q(done_at__gte=recent))
        .select_related("owner")
    )
    done = [one for one in actions if one.done_at is not None]
    return Relationship(
        offered=[row for row in rows if row.starts_at is None],
        ahead=[row for row in planned if row.starts_at and row.starts_at > moment],
        to_close=[row for row in planned if row.starts_at and row.starts_at <= moment],
        past=past.order_by("-starts_at", "-created_at", "pk"),
        past_count=known["count"],
        met_count=known["met"],
        actions=[one for one in actions if one.done_at is None],
        done=sorted(done, key=lambda one: one.done_at or moment, reverse=True)[:DONE_SHOWN],
        last_meeting=known["last"],
        check_in=known["check_in"],
    )
