"""All meetings of one person, with people and with groups: a fixed number of queries for any history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.meetings.domain.invited import concerns
from evaluations.meetings.models import Meeting, session_opened_to
from networks.models import GroupMember, PeerGroup, Tie
from profiles.models import Membership


@dataclass(frozen=True)
class MyMeeting:
    """A meeting, and the name of the person or the group that the reader meets."""

    meeting: Meeting
    name: str
    can_reschedule: bool


@dataclass(frozen=True)
class MyMeetings:
    """What stands on the page of all meetings; `past` is a queryset, for pages of it."""

    reader: Membership
    ties: dict[UUID, Tie]
    groups: dict[UUID, PeerGroup]
    to_answer: list[MyMeeting]
    offered: list[MyMeeting]
    to_close: list[MyMeeting]
    ahead: list[MyMeeting]
    past: QuerySet[Meeting]

    @property
    def active_ties(self) -> list[Tie]:
        """Return the relationships in which a meeting can be scheduled."""
        return [one for one in self.ties.values() if one.state == Tie.State.ACTIVE]

    def named(self, meetings: Iterable[Meeting]) -> list[MyMeeting]:
        """Return *meetings* with the name of who is met, without a query."""
        return _named(meetings, self.reader, self.ties, self.groups)


def read_my_meetings(
    member: Membership, *, only: UUID | None = None, now: datetime | None = None
) -> MyMeetings:
    """Read all meetings of *member*, or those with one relationship or group. Four queries, and the past."""
    moment = now or timezone.now()
    ties, groups = _ties_of(member), _groups_of(member)
    mine = _meetings_of(member, ties, groups, only=only)
    open_ones = mine.filter(state__in=Meeting.OPEN_STATES).prefetch_related("times")
    rows = list(open_ones.order_by("starts_at", "created_at", "pk"))
    planned = [(row, row.starts_at) for row in rows if row.starts_at is not None]
    times = [row for row in rows if row.starts_at is None]
    begun = [row for row, at in planned if at <= moment]

    def named(chosen: Iterable[Meeting]) -> list[MyMeeting]:
        return _named(chosen, member, ties, groups)

    return MyMeetings(
        reader=member,
        ties=ties,
        groups=groups,
        to_answer=named(row for row in times if row.created_by_id != member.pk),
        offered=named(row for row in times if row.created_by_id == member.pk),
        # Who leads a group notes on its own page who came.
        to_close=named(row for row in begun if row.tie_id),
        ahead=named(row for row, at in planned if at > moment),
        past=mine.exclude(state__in=Meeting.OPEN_STATES).order_by(
            "-starts_at", "-created_at", "pk"
        ),
    )


def _meetings_of(
    member: Membership,
    ties: dict[UUID, Tie],
    groups: dict[UUID, PeerGroup],
    *,
    only: UUID | None,
) -> QuerySet[Meeting]:
    sessions = Q(group__in=list(groups)) & concerns(member) & session_opened_to(member.user)
    rows = (
        Meeting.objects.of(member.institution)
        .filter(Q(tie__in=list(ties)) | sessions)
        .defer("agenda", "notes")
    )
    return rows if only is None else rows.filter(Q(tie=only) | Q(group=only))


def _ties_of(member: Membership) -> dict[UUID, Tie]:
    rows = (
        Tie.objects.concerning(member)
        .exclude(state=Tie.State.UNCONFIRMED)
        .select_related("protege", "mentor", "external")
        .defer("protege__search", "mentor__search")
    )
    found = sorted(rows, key=lambda tie: (tie.partner_of(member).sort_key, str(tie.pk)))
    return {tie.pk: tie for tie in found}


def _groups_of(member: Membership) -> dict[UUID, PeerGroup]:
    rows = GroupMember.objects.filter(member=member, left_on=None).select_related("group")
    return {row.group_id: row.group for row in rows.order_by("group__name", "pk")}


def _named(
    meetings: Iterable[Meeting],
    reader: Membership,
    ties: dict[UUID, Tie],
    groups: dict[UUID, PeerGroup],
) -> list[MyMeeting]:
    found = []
    for row in meetings:
        tie = ties.get(row.tie_id) if row.tie_id else None
        group = groups.get(row.group_id) if row.group_id else None
        whom = tie.partner_of(reader).name if tie else group.name if group else ""
        moves = tie is not None and tie.state == Tie.State.ACTIVE
        found.append(MyMeeting(row, whom, moves and row.state == Meeting.State.PLANNED))
    return found
