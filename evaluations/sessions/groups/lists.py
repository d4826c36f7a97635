"""The list of groups: who leads them, how many come, and how they are doing; nothing of what is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evaluations.check_ins.early_warning.labels import LABELS
from evaluations.sessions.facilitators.acts import WriteToFacilitators
from evaluations.sessions.facilitators.domain import names_of
from evaluations.sessions.groups.domain.queries import attended
from matching.programs.filters import ProgramFilter
from mentornet.lists.columns import DayColumn, ListTable, NumberColumn, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.lists.page import Link
from networks.models import PeerGroup
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList

GOES_ON, UNLED, ENDED = "active", "unled", "ended"


def _attended(row: Any) -> str:
    if not row.counts.noted:
        return ""
    return gettext("%(came)s of %(noted)s") % {"came": row.counts.came, "noted": row.counts.noted}


class GroupTable(ListTable):
    """One row a group."""

    name = ValueColumn(
        _("Group"),
        value=lambda row: row.name,
        order_by="name",
        linkify=lambda record: reverse("evaluations:directing_group", args=[record.pk]),
    )
    program = ValueColumn(_("Program"), value=lambda row: row.program_name, order_by="program_name")
    kind = ValueColumn(
        _("Kind"), value=lambda row: row.get_kind_display(), order_by="kind", visible=False
    )
    facilitators = ValueColumn(_("Facilitators"), value=lambda row: ", ".join(row.led_by))
    people = NumberColumn(_("People"), value=lambda row: row.counts.people)
    sessions = NumberColumn(_("Sessions held"), value=lambda row: row.counts.sessions)
    attended = ValueColumn(_("Attended"), value=_attended)
    state = PillColumn(_("State"), value=lambda row: LABELS[row.counts.health.state])
    why = ValueColumn(_("Why"), value=lambda row: row.counts.health.why)
    started = DayColumn(
        _("Started"), value=lambda row: row.started_on, order_by="started_on", visible=False
    )
    ended = DayColumn(_("Ended"), value=lambda row: row.ended_on, order_by="over", visible=False)


class GroupFilters(ListFilters):
    """By program, kind, and whether the group goes on."""

    program = ProgramFilter(field_name="program_group__program")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=PeerGroup.Kind.choices, empty_label=_("Any kind")
    )
    goes_on = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(GOES_ON, _("Active")), (UNLED, _("Without a facilitator")), (ENDED, _("Ended"))],
        empty_label=_("Any state"),
        method="that_goes_on",
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those that have all of *words* in their names."""
        for word in words.split():
            rows = rows.filter(name__icontains=word)
        return rows

    def that_goes_on(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that go on, those of them that no one leads, or those that ended."""
        if value == ENDED:
            return rows.exclude(ended_on=None)
        rows = rows.filter(ended_on=None)
        return rows.lacking_facilitator() if value == UNLED else rows  # type: ignore[attr-defined]


class GroupList(DirectorsList):
    """The groups that the reader runs."""

    key = "directing_groups"
    namespace = "evaluations"
    title = _("Manage groups")
    lead = _("See who is in each group and how many attend. What groups say stays private.")
    permission = "matching.direct_programs"
    table_class = GroupTable
    filter_class = GroupFilters
    acts = (WriteToFacilitators(),)
    links = (
        Link("evaluations:curricula", _("Curricula"), "profiles.direct_institution"),
        Link(
            "evaluations:directing_group_new",
            _("New group"),
            "profiles.direct_institution",
            is_main=True,
        ),
    )
    sort = "name"
    icon = "group"
    empty_title = _("No groups yet")
    empty_text = _(
        "Bring four to eight peers together with a facilitator. Groups with fixed dates have the best "
        "attendance."
    )
    empty_link = Link(
        "evaluations:directing_group_new", _("New group"), "profiles.direct_institution"
    )

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the groups that the reader runs, with the program of each."""
        own = PeerGroup.objects.directed_by(request.user).of(request.membership.institution)
        return own.annotate(
            program_name=Coalesce("program_group__program__name", Value("")),
            over=Coalesce("ended_on", Value(date(1900, 1, 1))),
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each its people and attendance, and who leads it. Five statements."""
        keys = [one.pk for one in rows]
        counts = {one.group.pk: one for one in attended(PeerGroup.objects.filter(pk__in=keys))}
        leaders = names_of(keys)
        for one in rows:
            one.counts, one.led_by = counts[one.pk], leaders[one.pk]

    def counted(self, number: int) -> str:
        """Return the words for *number* groups."""
        return ngettext("%(count)s group", "%(count)s groups", number)


GROUPS = GroupList()
