"""The list of imports: when, from whom or which system, how many rows, what is still to be fixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import IntegerField, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mentornet.lists.columns import ListTable, MomentColumn, NumberColumn, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.lists.page import Link
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList
from profiles.models import RosterImport
from profiles.roster.domain.found_errors import TO_FIX

TONES = {
    RosterImport.State.DONE: "success",
    RosterImport.State.CHECKED: "warning",
    RosterImport.State.FAILED: "error",
    RosterImport.State.REFUSED: "error",
}
State = RosterImport.State


def _count(name: str) -> Coalesce:
    return Coalesce(Cast(KeyTextTransform(name, "counts"), IntegerField()), 0)


def _sender(row: RosterImport) -> str:
    """Return who sent the file: a person, or a system by its name."""
    if row.client is not None:
        return str(row.client.name)
    return str(row.uploaded_by.email) if row.uploaded_by is not None else _("On the server")


def _state(row: Any) -> tuple[str, str]:
    if row.to_fix:
        return _("Imported, rows to fix"), "warning"
    return row.get_state_display(), TONES.get(row.state, "")


class ImportTable(ListTable):
    """One row an import."""

    file = ValueColumn(
        gettext_lazy("File"),
        value=lambda row: row.file_name,
        order_by="file_name",
        linkify=lambda record: reverse("profiles:roster_import", args=[record.pk]),
    )
    when = MomentColumn(
        gettext_lazy("When"), value=lambda row: row.uploaded_at, order_by="uploaded_at"
    )
    sender = ValueColumn(pgettext_lazy("sender", "From"), value=_sender)
    state = PillColumn(gettext_lazy("State"), value=_state, order_by="state")
    rows = NumberColumn(gettext_lazy("Rows"), value=lambda row: row.rows_read, order_by="rows_read")
    bad = NumberColumn(
        gettext_lazy("Bad rows"), value=lambda row: row.bad_rows, order_by="bad_rows"
    )
    added = NumberColumn(
        gettext_lazy("Added"), value=lambda row: row.counts.get("added", 0), visible=False
    )
    changed = NumberColumn(
        gettext_lazy("Changed"), value=lambda row: row.counts.get("changed", 0), visible=False
    )
    left = NumberColumn(
        gettext_lazy("Left"), value=lambda row: row.counts.get("ended", 0), visible=False
    )
    errors = ValueColumn(
        gettext_lazy("Errors"),
        value=lambda row: row.errors_url,
        template="profiles/roster/_errors_link.html",
        exclude_from_export=True,
    )


class ImportFilters(ListFilters):
    """By state, by what sent them, and whether something is left to fix."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State.choices, empty_label=gettext_lazy("Any state")
    )
    source = django_filters.ChoiceFilter(
        label=pgettext_lazy("sender", "From"),
        choices=[("person", gettext_lazy("People")), ("system", gettext_lazy("Systems"))],
        empty_label=gettext_lazy("Anyone"),
        method="from_source",
    )
    to_fix = django_filters.BooleanFilter(label=gettext_lazy("Rows to fix"))

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those whose file has *words* in its name."""
        return rows.filter(file_name__icontains=words)

    def from_source(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that people, or systems, have sent."""
        return rows.filter(client__isnull=value == "person")


class ImportList(DirectorsList):
    """What directors and their systems have sent."""

    key = "imports"
    namespace = "profiles"
    title = gettext_lazy("Imports")
    lead = gettext_lazy("Roster files and what became of them.")
    permission = "profiles.import_roster"
    has_people = False
    table_class = ImportTable
    filter_class = ImportFilters
    links = (Link("profiles:roster", gettext_lazy("Upload a roster")),)
    sort = "-when"
    icon = "roster"
    empty_title = gettext_lazy("No imports yet")
    empty_text = gettext_lazy("Upload your roster. You see every change and error first.")
    empty_link = Link("profiles:roster", gettext_lazy("Upload a roster"))

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the imports of the institution, without the files."""
        own = RosterImport.objects.visible_to(request.user).of(request.membership.institution)
        return (
            own.light()
            .select_related("uploaded_by", "client")
            .annotate(
                rows_read=_count("rows"),
                bad_rows=_count("bad_rows"),
                to_fix=TO_FIX,
            )
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each the address of its errors, while they are kept."""
        for row in rows:
            kept = row.to_fix or (row.state == State.CHECKED and row.counts.get("errors"))
            row.errors_url = reverse("profiles:roster_errors", args=[row.pk]) if kept else ""

    def counted(self, number: int) -> str:
        """Return the words for *number* imports."""
        return ngettext("%(count)s import", "%(count)s imports", number)


IMPORTS = ImportList()
