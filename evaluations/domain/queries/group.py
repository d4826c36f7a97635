"""Groups as their members see them, and as directors count them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from evaluations.domain.session import expected_at
from evaluations.models import ActionItem, Attendance, Meeting
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership

State = Meeting.State
DONE_SHOWN = 10


@dataclass(frozen=True)
class GroupDesk:
    """What stands on a group's page; `to_close` are sessions that wait for attendance."""

    people: list[GroupMember]
    ahead: list[Meeting]
    to_close: list[Meeting]
    past: QuerySet[Meeting]
    actions: list[ActionItem]
    me: GroupMember | None


def read_group(group: PeerGroup, *, reader: Membership, now: datetime | None = None) -> GroupDesk:
    """Read a group's people, sessions and actions: three queries, and one a page of the past."""
    moment = now or timezone.now()
    people = list(GroupMember.objects.current().filter(group=group).select_related("member__unit"))
    planned = list(
        Meeting.objects.filter(group=group, state=State.PLANNED).order_by("starts_at", "pk")
    )
    return GroupDesk(
        people=sorted(people, key=lambda one: (not one.leads, one.part != "facilitator")),
        ahead=[row for row in planned if row.starts_at and row.starts_at > moment],
        to_close=[row for row in planned if row.starts_at and row.starts_at <= moment],
        past=Meeting.objects.filter(group=group)
        .exclude(state__in=Meeting.OPEN_STATES)
        .annotate(
            came=Count("attendance", filter=Q(attendance__state=Attendance.State.PRESENT)),
            noted=Count("attendance"),
        )
        .order_by("-starts_at", "pk"),
        actions=list(ActionItem.objects.open().filter(group=group).select_related("owner")),
        me=next((one for one in people if one.member_id == reader.pk), None),
    )


def attendance_of(meeting: Meeting, group: PeerGroup) -> list[tuple[GroupMember, str]]:
    """Those who were expected at a session, with what is noted of each ("" for nothing yet)."""
    noted = dict(Attendance.objects.filter(meeting=meeting).values_list("member", "state"))
    return [(row, noted.get(row.member_id, "")) for row in expected_at(meeting, group)]


def groups_of(member: Membership) -> QuerySet[PeerGroup]:
    """The groups that *member* is in, with the next session of each."""
    return (
        PeerGroup.objects.active()
        .filter(pk__in=GroupMember.objects.filter(member=member, left_on=None).values("group"))
        .annotate(
            next_at=Min(
                "meetings__starts_at",
                filter=Q(meetings__state=State.PLANNED, meetings__starts_at__gt=timezone.now()),
            )
        )
        .order_by("name", "pk")
    )


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

    @property
    def share(self) -> float | None:
        return self.came / self.noted if self.noted else None


def attended(groups: QuerySet[PeerGroup]) -> list[Attended]:
    """Count the people and the attendance of *groups*: three queries for any number of them."""
    rows = list(groups)
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
    return [
        Attended(
            group=row,
            people=people.get(row.pk, 0),
            **{name: held.get(row.pk, nothing)[name] for name in nothing},
        )
        for row in rows
    ]
