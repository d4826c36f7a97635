"""The list of enrollments: who takes part in which program, and whose word is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from matching.errors import MatchingError
from matching.programs.enrollment.domain import leave_out
from matching.programs.enrollment.models import Enrollment, EnrollmentQuerySet
from matching.programs.filters import ProgramFilter
from matching.programs.recruiting.domain.asking import answer_application
from mentornet.lists.acts import Act, Done, Preview, Undo
from mentornet.lists.columns import DayColumn, ListTable, PillColumn, ValueColumn
from profiles.access.members import MemberRequest
from profiles.institution.filters import UnitFilter, UnitFilters
from profiles.lists import DirectorsList
from profiles.own_words import RANK
from profiles.people.names.domain import named_on
from profiles.words.filters import OwnWordFilter

Awaits = Enrollment.Awaits
ENROLLED = "enrolled"
STATES = [(ENROLLED, gettext_lazy("Enrolled")), *Awaits.choices]


def _state(row: Enrollment) -> tuple[str, str]:
    if row.awaits == Awaits.PERSON:
        # Short: a pill does not wrap, and a phone is narrow.
        return _("Asked to confirm"), "warning"
    if row.awaits:
        return str(Awaits(row.awaits).label), "warning"
    return pgettext("people", "Enrolled"), "success"


class PersonTable(ListTable):
    """What every list of enrollments says of each: who it is, and in which program."""

    name = ValueColumn(
        gettext_lazy("Name"),
        value=lambda row: row.member.name,
        order_by="member__sort_key",
        linkify=lambda row: reverse("profiles:directed_person", args=[row.member_id]),
    )
    program = ValueColumn(
        gettext_lazy("Program"),
        value=lambda row: row.program.name,
        order_by="program__name",
        linkify=lambda row: reverse("matching:directing", args=[row.program_id]),
    )
    rank = ValueColumn(
        gettext_lazy("Rank"),
        value=lambda row: row.member.get_rank_display(),
        order_by="member__rank",
    )
    unit = ValueColumn(
        gettext_lazy("Unit"), value=lambda row: row.member.unit.name if row.member.unit else ""
    )


class EnrollmentTable(PersonTable):
    """One row an enrollment."""

    side = ValueColumn(
        gettext_lazy("Enrolled as"), value=lambda row: str(row.side_traits.label), order_by="side"
    )
    state = PillColumn(gettext_lazy("State"), value=_state, order_by="awaits")
    since = DayColumn(
        gettext_lazy("Since"), value=lambda row: row.enrolled_at, order_by="enrolled_at"
    )
    email = ValueColumn(gettext_lazy("Email"), value=lambda row: row.member.email, visible=False)
    next_run = ValueColumn(
        gettext_lazy("Next run"),
        value=lambda row: _("Left out") if row.left_out else _("Included"),
        order_by="left_out",
        visible=False,
    )


class PersonFilters(UnitFilters):
    """By program, rank, and unit."""

    program = ProgramFilter()
    unit = UnitFilter(label=gettext_lazy("Unit, with all below it"), field_name="member__unit")
    rank = OwnWordFilter(
        kind=RANK,
        member="member__",
        label=gettext_lazy("Rank"),
        empty_label=gettext_lazy("Any rank"),
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those in whose names all of *words* are."""
        return named_on(rows, words, institution=self.request.membership.institution_id)


class EnrollmentFilters(PersonFilters):
    """By side, too, and whether someone's word is missing."""

    side = django_filters.ChoiceFilter(
        label=gettext_lazy("Enrolled as"),
        choices=Enrollment.Side.choices,
        empty_label=gettext_lazy("Either side"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=STATES,
        empty_label=gettext_lazy("Any state"),
        method="in_state",
    )

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that count, or for which someone's word is missing."""
        return rows.filter(awaits="" if value == ENROLLED else value)


class Accept(Act):
    """Accept the applications among the rows that wait for a director."""

    key = "accept"
    label = gettext_lazy("Accept applications")
    permission = "matching.direct_programs"

    def preview(self, rows: QuerySet[Any], *, by: Any) -> Preview:
        waiting = rows.filter(awaits=Awaits.DIRECTOR).count()
        said = [
            ngettext(
                "%(count)d person is enrolled and gets an email.",
                "%(count)d people are enrolled and get an email.",
                waiting,
            )
            % {"count": waiting}
        ]
        if others := rows.exclude(awaits=Awaits.DIRECTOR).count():
            text = ngettext(
                "%(count)d other is not waiting for a director and stays as it is.",
                "%(count)d others are not waiting for a director and stay as they are.",
                others,
            )
            said.append(text % {"count": others})
        button = gettext_lazy("Accept and email them") if waiting else ""
        return Preview(gettext_lazy("Accept applications"), said, button)

    def do(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Done:
        accepted, refused = 0, []
        for row in rows.filter(awaits=Awaits.DIRECTOR).select_related("member", "program"):
            try:
                answer_application(row, accepts=True, actor=by.user)
            except MatchingError as error:
                refused.append(f"{row.member.name}: {error.message}")
            else:
                accepted += 1
        text = ngettext("%(count)d person enrolled.", "%(count)d people enrolled.", accepted)
        return Done(" ".join([text % {"count": accepted}, *refused]))


class LeaveOut(Act):
    """Leave people out of the runs to come; it can be undone."""

    key = "leave-out"
    label = gettext_lazy("Leave out of the next run")
    permission = "matching.direct_programs"

    def preview(self, rows: QuerySet[Any], *, by: Any) -> Preview:
        count = rows.filter(awaits="", left_out=False).count()
        text = ngettext(
            "%(count)d person is left out of future runs. No one is told.",
            "%(count)d people are left out of future runs. No one is told.",
            count,
        )
        button = gettext_lazy("Leave out") if count else ""
        return Preview(gettext_lazy("Leave out of the next run"), [text % {"count": count}], button)

    def do(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Done:
        done = []
        for row in rows.filter(awaits="", left_out=False, withdrawn_at=None):
            leave_out(row, left_out=True, actor=by.user)
            done.append(str(row.pk))
        text = ngettext("%(count)d person left out.", "%(count)d people left out.", len(done))
        return Done(text % {"count": len(done)}, undo={"rows": done})

    def undo(self, undo: Undo, *, by: Any) -> str:
        own = Enrollment.objects.active().visible_to(by.user).of(by.institution)
        rows = list(own.filter(pk__in=undo["rows"], left_out=True))
        for row in rows:
            leave_out(row, left_out=False, actor=by.user)
        text = ngettext("%(count)d person included.", "%(count)d people included.", len(rows))
        return text % {"count": len(rows)}


class PersonList(DirectorsList):
    """People of the programs that the reader runs, without what they wrote."""

    namespace = "matching"
    permission = "matching.direct_programs"
    sort = "name"

    def run_by(self, request: MemberRequest, rows: EnrollmentQuerySet) -> EnrollmentQuerySet:
        """Return those of *rows* that are of people who are here, in the programs that the reader runs."""
        here = request.membership.institution
        run = rows.directed_by(request.user).of(here)
        # The person's institution is the same: it is named so that the index of their names serves.
        return run.filter(member__institution=here, member__end_date=None)

    def light(self, rows: QuerySet[Any], *, sorted_by: Sequence[str]) -> QuerySet[Any]:
        """Return *rows* with what the cells read."""
        return rows.select_related("member__unit", "member__user", "program").only(
            "side",
            "awaits",
            "enrolled_at",
            "left_out",
            "places",
            "program__name",
            "program__kind",
            "program__state",
            "member__given_name",
            "member__family_name",
            "member__rank",
            "member__rank_word",
            "member__address",
            "member__unit__name",
            "member__user__email",
            *sorted_by,
        )

    def row_label(self, row: Any) -> str:
        """Return the person's name."""
        return str(row.member.name)


class EnrollmentList(PersonList):
    """Everyone who takes part in the programs that the reader runs."""

    key = "enrollments"
    title = gettext_lazy("Enrollments")
    lead = gettext_lazy("Who takes part in which program. What people wrote is not here.")
    table_class = EnrollmentTable
    filter_class = EnrollmentFilters
    acts = (Accept(), LeaveOut())
    empty_title = gettext_lazy("No one has enrolled yet")
    empty_text = gettext_lazy("Open enrollment in a program, then invite people.")

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return those who count or are asked, of people who are here, without what they wrote."""
        counts = Q(withdrawn_at=None) | ~Q(awaits="")
        rows: QuerySet[Any] = self.run_by(request, Enrollment.objects.filter(counts))
        return rows.select_related("member__unit", "member__user", "program").defer(
            "member__search", "goals"
        )

    def counted(self, number: int) -> str:
        """Return the words for *number* enrollments."""
        return ngettext("%(count)s enrollment", "%(count)s enrollments", number)


ENROLLMENTS = EnrollmentList()
