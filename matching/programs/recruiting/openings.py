"""The list of mentors of programs: how many mentees each program gave them, and how many places are free."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy, ngettext

from matching.pairs.domain.load import with_mentees
from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds import PAIRING
from matching.programs.models import Program
from matching.programs.recruiting.lists import PersonFilters, PersonList, PersonTable
from mentornet.lists.columns import NumberColumn, PillColumn
from profiles.access.members import MemberRequest

OVER, FULL, FREE = "over", "full", "free"
LOADS = {
    OVER: (gettext_lazy("Over capacity"), "danger"),
    FULL: (gettext_lazy("Full"), "note"),
    FREE: (gettext_lazy("Free places"), "ok"),
}


def _load(row: Any) -> tuple[str, str]:
    if row.mentees > row.places:
        label, tone = LOADS[OVER]
    else:
        label, tone = LOADS[FULL if row.mentees == row.places else FREE]
    return str(label), tone


class OpeningsTable(PersonTable):
    """One row a mentor in a program."""

    mentees = NumberColumn(
        gettext_lazy("Active mentees"), value=lambda row: row.mentees, order_by="mentees"
    )
    places = NumberColumn(gettext_lazy("Capacity"), value=lambda row: row.places, order_by="places")
    free = NumberColumn(gettext_lazy("Free places"), value=lambda row: row.free, order_by="free")
    load = PillColumn(gettext_lazy("State"), value=_load)


class OpeningsFilters(PersonFilters):
    """By how the mentees compare with the capacity, too."""

    load = django_filters.ChoiceFilter(
        label=gettext_lazy("Capacity"),
        choices=[(key, label) for key, (label, _tone) in LOADS.items()],
        method="with_load",
    )

    def with_load(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those with more mentees than places, as many, or fewer."""
        if value == OVER:
            return rows.filter(mentees__gt=F("places"))
        return rows.filter(mentees=F("places")) if value == FULL else rows.filter(free__gt=0)


class OpeningsList(PersonList):
    """The mentors of the programs of pairs that the reader runs and that are not over."""

    key = "openings"
    title = gettext_lazy("Mentors’ capacity")
    lead = gettext_lazy(
        "How many mentees a program gave each of its mentors, and how many the mentor takes there. Relationships "
        "that people made on their own are not counted."
    )
    table_class = OpeningsTable
    filter_class = OpeningsFilters
    empty_title = gettext_lazy("No mentors yet")
    empty_text = gettext_lazy(
        "Mentors appear here after they enroll in a program that makes pairs."
    )

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return those who take part, with `mentees` and `free`."""
        over = (Program.State.DRAFT, Program.State.CLOSED)
        there = self.run_by(request, Enrollment.objects.active().mentors())
        there = there.filter(program__kind__in=PAIRING).exclude(program__state__in=over)
        rows: QuerySet[Any] = with_mentees(there)
        return rows.annotate(free=Greatest(F("places") - F("mentees"), 0))

    def counted(self, number: int) -> str:
        """Return the words for *number* mentors, each once a program."""
        return ngettext("%(count)s mentor in a program", "%(count)s mentors in programs", number)


OPENINGS = OpeningsList()
