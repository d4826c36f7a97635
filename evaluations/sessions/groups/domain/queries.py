"""Groups as their members see them, and as directors count them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.check_ins.early_warning.domain.health import GroupFacts, Health, assess_group
from evaluations.meetings.models import ActionItem, Attendance, Meeting, session_opened_to
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.models.group import opened_to
from profiles.models import Membership

State = Meeting.State
DONE_SHOWN = 10
LONGEST = timedelta(minutes=600)


@dataclass(frozen=True)
class GroupDesk:
    """What stands on a group's page; `now` are sessions that run or wait for attendance."""

    people: list[GroupMember]
    ahead: list[Meeting]
    now: list[Meeting]
    past: QuerySet[Meeting]
    actions: list[ActionItem]
    me: GroupMember | None

    @property
    def has_leader(self) -> bool:
        return any(one.leads for one in self.people)


def read_group(group: PeerGroup, *, reader: Membership, now: datetime | None = None) -> GroupDesk:
    """Read a group's people, sessions and actions: three queries, and one a page of the past."""
    moment = now or timezone.now()
    people = list(GroupMember.objects.current().filter(group=group).select_related("member__unit"))
    # With the first tap a session has taken place; until its end it is still today's.
    recent = Q(state__in=(State.HELD, State.MISSED), starts_at__gte=moment - LONGEST)
    seen = session_opened_to(reader.user)
    planned = list(
        Meeting.objects.filter(Q(state=State.PLANNED) | recent, seen, group=group)
        .select_related("plan")
        .order_by("starts_at", "pk")
    )
    return GroupDesk(
        people=sorted(people, key=lambda one: (not one.leads, one.part != "facilitator")),
        ahead=[row for row in planned if row.starts_at and row.starts_at > moment],
        now=[
            row
            for row in planned
            if row.starts_at
            and row.starts_at <= moment
            and (row.state == State.PLANNED or _end(row) > moment)
        ],
        past=Meeting.objects.filter(seen, group=group)
        .exclude(state__in=Meeting.OPEN_STATES)
        .annotate(
            came=Count("attendance", filter=Q(attendance__state=Attendance.State.PRESENT)),
            noted=Count("attendance"),
        )
        .select_related("plan")
        .order_by("-starts_at", "pk"),
        actions=list(
            ActionItem.objects.open()
            .filter(opened_to(reader.user) | Q(owner=reader), group=group)
            .select_related("owner")
        ),
        me=next((one for one in people if one.member_id == reader.pk), None),
    )


def _end(meeting: Meeting) -> datetime:
    assert meeting.starts_at is not None  # noqa: S101  (a constraint holds it)
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def groups_of(member: Membership) -> QuerySet[PeerGroup]:
    """Return the groups that *member* is in, with the next session of each."""
    return (
        PeerGroup.objects.active()
        .filter(pk__in=GroupMember.objects.filter(member=member, left_on=None).values("group"))
        .select_related("program_group__program")
        .annotate(
            next_at=Min(
                "meetings__starts_at",
                filter=Q(meetings__state=State.PLANNED, meetings__starts_at__gt=timezone.now()),
            )
        )
        .order_by("name", "pk")
    )


def past_groups_of(member: Membership) -> QuerySet[PeerGroup]:
    """Return the groups in which *member* was until they were closed, the last one first."""
    return PeerGroup.objects.filter(
        ended_on__isnull=False,
        pk__in=GroupMember.objects.filter(member=member, left_on=None).values("group"),
    ).order_by("-ended_on", "name", "pk")


@dataclass(frozen=True)
class Attended:
    """A group as a director sees it: who is in it, how many sessions, how many came.

    `share` is the part of the noted places that were filled, 0 to 1; None before any attendance.
    """

    group: PeerGroup
    people: int
    sessions: int
    noted: int
    came: int
    last: datetime | None
    health: Health

    @property
    def share(self) -> float | None:
        return self.came / self.noted if self.noted else None


def attended(groups: QuerySet[PeerGroup]) -> list[Attended]:
    """Count the people and the attendance of *groups*: four queries for any number of them."""
    leading = GroupMember.objects.current().filter(
        group=OuterRef("pk"), part__in=GroupMember.LEADING
    )
    with_program = groups.select_related("institution", "program_group__program")
    counted = list(with_program.annotate(is_led=Exists(leading)))
    led = {row.pk for row in counted if row.is_led}
    rows: list[PeerGroup] = list(counted)
    keys = [row.pk for row in rows]
    people = dict(
        GroupMember.objects.current()
        .filter(group__in=keys)
        .values_list("group")
        .annotate(count=Count("pk"))
    )
    held = {
        row["group"]: row
        for row in Meeting.objects.filter(group__in=keys, state=State.HELD)
        .values("group")
        .annotate(
            sessions=Count("pk", distinct=True),
            noted=Count("attendance"),
            came=Count("attendance", filter=Q(attendance__state=Attendance.State.PRESENT)),
            last=Max("starts_at"),
        )
    }
    nothing = {"sessions": 0, "noted": 0, "came": 0, "last": None}
    states = _states(rows, led)
    return [
        Attended(
            group=row,
            people=people.get(row.pk, 0),
            **{name: held.get(row.pk, nothing)[name] for name in nothing},
            health=states[row.pk],
        )
        for row in rows
    ]


def _states(rows: list[PeerGroup], led: Collection[UUID]) -> dict[UUID, Health]:
    """Return how each group is doing, from its dates and its attendance. One query."""
    now = timezone.now()
    sessions: dict[UUID, list[_Session]] = {row.pk: [] for row in rows}
    found = (
        Meeting.objects.filter(group__in=list(sessions), starts_at__isnull=False)
        .exclude(state=State.CANCELLED)
        .annotate(
            noted=Count("attendance"),
            came=Count("attendance", filter=Q(attendance__state=Attendance.State.PRESENT)),
        )
        .order_by("-starts_at")
        .values_list("group", "state", "starts_at", "noted", "came")
    )
    for group, *session in found:
        sessions[group].append(_Session(*session))
    return {row.pk: _state(row, sessions[row.pk], now, is_led=row.pk in led) for row in rows}


class _Session(NamedTuple):
    state: str
    starts_at: datetime
    noted: int
    came: int


def _state(group: PeerGroup, sessions: list[_Session], now: datetime, *, is_led: bool) -> Health:
    over = [one for one in sessions if one.state in (State.HELD, State.MISSED)]
    met = [one for one in over if one.state == State.HELD]
    ahead = [
        one.starts_at for one in sessions if one.state == State.PLANNED and one.starts_at > now
    ]
    missed = list(takewhile(lambda one: one.state == State.MISSED, over))
    last = met[0].starts_at if met else None
    return assess_group(
        GroupFacts(
            today=group.institution.local_date(now=now),
            started_on=group.started_on,
            sessions=len(met),
            last_met=group.institution.local_date(now=last) if last else None,
            next_on=group.institution.local_date(now=min(ahead)) if ahead else None,
            missed_lately=len(missed),
            came=tuple(one.came / one.noted for one in met if one.noted),
            ended=not group.is_active,
            lacks_facilitator=not (group.self_led or is_led),
        )
    )
