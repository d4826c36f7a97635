"""The list of sessions of groups: when and where, who leads, and how many came; no one else's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import Attendance, Meeting
from evaluations.sessions.attendance.domain.taking import there_on
from evaluations.sessions.facilitators.acts import AskForAttendance
from evaluations.sessions.facilitators.domain import over, without_attendance
from evaluations.sessions.office.domain.places import room_of
from matching.programs.filters import ProgramFilter
from mentornet.lists.columns import ListTable, MomentColumn, NumberColumn, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters, first_day, last_day
from mentornet.moments import day_time
from networks.models import GroupMember, PeerGroup
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList

AHEAD, MISSING = "ahead", "missing"
State = Meeting.State
STATES = {
    AHEAD: (_("Scheduled"), "note"),
    MISSING: (_("Attendance not taken"), "warn"),
    State.HELD: (_("Held"), "ok"),
    State.MISSED: (_("No one attended"), "danger"),
    State.CANCELLED: (_("Canceled"), "plain"),
}


def _state(row: Any) -> tuple[str, str]:
    key = row.state
    if key == State.PLANNED:
        key = MISSING if row.starts_at + timedelta(minutes=row.minutes) <= timezone.now() else AHEAD
    label, tone = STATES[key]
    return str(label), tone


def _counted(name: str) -> Any:
    return lambda row: getattr(row, name) if row.noted else None


class SessionTable(ListTable):
    """One row a session."""

    when = MomentColumn(_("When"), value=lambda row: row.starts_at, order_by="starts_at")
    group = ValueColumn(
        _("Group"),
        value=lambda row: row.group.name,
        order_by="group__name",
        linkify=lambda record: reverse("evaluations:directing_group", args=[record.group_id]),
    )
    program = ValueColumn(_("Program"), value=lambda row: row.program_name, order_by="program_name")
    facilitators = ValueColumn(_("Facilitators"), value=lambda row: ", ".join(row.led_by))
    room = ValueColumn(_("Room"), value=lambda row: room_of(row.place), visible=False)
    state = PillColumn(_("State"), value=_state)
    came = NumberColumn(_("Present"), value=_counted("came"))
    noted = NumberColumn(_("Attendance taken for"), value=_counted("noted"))


class SessionFilters(ListFilters):
    """By program, state and days."""

    program = ProgramFilter(field_name="group__program_group__program")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(key, label) for key, (label, _tone) in STATES.items()],
        empty_label=_("Any state"),
        method="in_state",
    )
    first, last = first_day(method="since"), last_day(method="until")

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return the sessions of groups that have all of *words* in their names."""
        for word in words.split():
            rows = rows.filter(group__name__icontains=word)
        return rows

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that are so far."""
        if value == MISSING:
            return without_attendance(rows)
        if value == AHEAD:
            return rows.filter(~over(), state=State.PLANNED)
        return rows.filter(state=value)

    def since(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Return those on this day or later."""
        return rows.filter(starts_at__gte=self._begins(value))

    def until(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Return those on this day or earlier."""
        return rows.filter(starts_at__lt=self._begins(value + timedelta(days=1)))

    def _begins(self, day: Any) -> Any:
        return at_wall_time(day, time(0), self.request.membership.institution.zone)


class SessionList(DirectorsList):
    """The sessions of the groups that the reader runs."""

    key = "directing_sessions"
    namespace = "evaluations"
    title = _("Sessions")
    lead = _("When your groups meet, and how many came. What groups say stays private.")
    permission = "matching.direct_programs"
    table_class = SessionTable
    filter_class = SessionFilters
    acts = (AskForAttendance(),)
    sort = "-when"
    icon = "calendar"
    empty_title = _("No sessions yet")
    empty_text = _("Sessions appear here after a group has planned them.")

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the sessions that have a time, without what a group wrote for them."""
        groups = PeerGroup.objects.directed_by(request.user).of(request.membership.institution)
        rows: QuerySet[Any] = Meeting.objects.filter(
            group__in=groups.order_by().values("pk"), starts_at__isnull=False
        ).exclude(state=State.PROPOSED)
        return (
            rows.select_related("group__institution")
            .defer("agenda", "notes")
            .annotate(program_name=Coalesce("group__program_group__program__name", Value("")))
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each who leads its group that day, and how many came. Two statements."""
        counted = {
            key: (came, noted)
            for key, came, noted in Attendance.objects.filter(meeting__in=[one.pk for one in rows])
            .order_by()
            .values_list("meeting")
            .annotate(came=Count("pk", filter=Q(state=Attendance.State.PRESENT)), noted=Count("pk"))
        }
        parts: dict[UUID, list[GroupMember]] = defaultdict(list)
        leading = GroupMember.objects.filter(
            group__in={one.group_id for one in rows}, part__in=GroupMember.LEADING
        )
        for part in leading.select_related("member").order_by("-part", "member__sort_key", "pk"):
            parts[part.group_id].append(part)
        for one in rows:
            day = max(one.group.institution.local_date(now=one.starts_at), one.group.started_on)
            one.led_by = [part.name for part in there_on(parts[one.group_id], day)]
            one.came, one.noted = counted.get(one.pk, (0, 0))

    def row_label(self, row: Any) -> str:
        """Return the group and when it meets."""
        return f"{row.group.name}, {day_time(row.starts_at)}"

    def counted(self, number: int) -> str:
        """Return the words for *number* sessions."""
        return ngettext("%(count)s session", "%(count)s sessions", number)


SESSIONS = SessionList()
