"""The audit log as a list, for auditors: who did what, in plain sentences, and the same as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from evaluations.dashboard.activity.domain.sentences import PARTS
from evaluations.dashboard.activity.domain.timeline import Choice, events_of, told
from matching.programs.filters import ProgramFilter
from mentornet.lists.columns import ListTable, MomentColumn, ValueColumn
from mentornet.lists.filters import ListFilters, first_day, last_day
from mentornet.lists.page import Link
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList


class AuditTable(ListTable):
    """One row an event."""

    when = MomentColumn(_("When"), value=lambda row: row.at, order_by="at")
    who = ValueColumn(_("Who"), value=lambda row: row.told.who)
    part = ValueColumn(
        pgettext_lazy("filter", "About"), value=lambda row: str(PARTS[row.told.part])
    )
    what = ValueColumn(_("What happened"), value=lambda row: row.told.text)


class AuditFilters(ListFilters):
    """By person, subject, program and days. What they leave is asked of the timeline, all at once."""

    part = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "About"),
        choices=list(PARTS.items()),
        empty_label=_("Everything"),
    )
    program = ProgramFilter()
    first, last = first_day(), last_day()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what matches of what the reader may read."""
        chosen = self.form.cleaned_data
        choice = Choice(
            part=chosen.get("part") or "",
            program=chosen.get("program"),
            person=(chosen.get("q") or "").strip(),
            first=chosen.get("first"),
            last=chosen.get("last"),
        )
        if choice == Choice():
            return queryset
        return events_of(self.request.user, self.request.membership.institution, choice)


class AuditList(DirectorsList):
    """What happened at the institution, and nothing that people keep to themselves."""

    key = "audit"
    namespace = "evaluations"
    title = _("Audit log")
    lead = _(
        "The same events as in Activity, as a table to sort, filter and download for an auditor. People’s "
        "own relationships, answers and texts are never listed."
    )
    permission = "matching.direct_programs"
    links = (Link("evaluations:desk_activity", _("Activity")),)
    table_class = AuditTable
    filter_class = AuditFilters
    sort = "-when"
    icon = "clock"
    empty_title = _("Nothing has happened yet")
    empty_text = _("What is done with programs, rosters and roles is listed here, step by step.")

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the events that have a sentence."""
        return events_of(request.user, request.membership.institution, Choice())

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each its sentence. One statement for the people, and one for each kind of subject."""
        found = {one.pk: one for one in told(rows, request.membership.institution)}
        for row in rows:
            row.told = found[row.pk]

    def counted(self, number: int) -> str:
        """Return the words for *number* events."""
        return ngettext("%(count)s entry", "%(count)s entries", number)


AUDIT = AuditList()
