"""The list of programs: what each is, when, and how many take part; one reminder for many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.errors import MatchingError
from matching.programs.access import directed_by_reader
from matching.programs.enrollment.domain import takes_enrollments
from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from matching.programs.placing import places_of
from matching.programs.recruiting.domain.asking import invite
from matching.programs.recruiting.domain.people import not_enrolled, reachable
from mentornet.lists.acts import Act, Done, Preview
from mentornet.lists.columns import DayColumn, ListTable, NumberColumn, ValueColumn
from mentornet.lists.page import Link
from mentornet.moments import number
from profiles.access.members import MemberRequest
from profiles.institution.filters import UnitFilters
from profiles.lists import DirectorsList
from profiles.models import Membership

MOST_REMINDED = 5
"""For so many programs at once: each asks who may enroll on each of its sides."""


def _mentors(row: Any) -> int | None:
    return row.enrolled[Enrollment.Side.MENTOR] if len(row.traits.sides) > 1 else None


class ProgramTable(ListTable):
    """One row a program."""

    name = ValueColumn(
        _("Program"),
        value=lambda row: row.name,
        order_by="name",
        linkify=lambda record: reverse("matching:directing", args=[record.pk]),
    )
    kind = ValueColumn(_("Kind"), value=lambda row: row.get_kind_display(), order_by="kind")
    state = ValueColumn(_("State"), value=lambda row: row.state_label, order_by="state")
    unit = ValueColumn(
        _("Unit"), value=lambda row: row.unit_name, order_by="unit_name", visible=False
    )
    starts = DayColumn(_("Starts"), value=lambda row: row.starts_on, order_by="first_day")
    ends = DayColumn(_("Ends"), value=lambda row: row.ends_on, visible=False)
    enroll_until = DayColumn(
        _("Enrollment closes"), value=lambda row: row.enroll_until, order_by="last_to_enroll"
    )
    mentees = NumberColumn(
        _("Mentees, members"), value=lambda row: row.enrolled[Enrollment.Side.PROTEGE]
    )
    mentors = NumberColumn(_("Mentors, facilitators"), value=_mentors)
    created = DayColumn(
        _("Created"), value=lambda row: row.created_at, order_by="created_at", visible=False
    )


class ProgramFilters(UnitFilters):
    """By state, kind, and unit."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Program.State.choices, empty_label=_("Any state")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Program.Kind.choices, empty_label=_("Any kind")
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those that have all of *words* in their names."""
        for word in words.split():
            rows = rows.filter(name__icontains=word)
        return rows


class RemindToEnroll(Act):
    """Email those who may enroll in programs that are open, and have not."""

    key = "remind"
    label = _("Remind people to enroll")
    permission = "matching.direct_programs"

    def preview(self, rows: QuerySet[Any], *, by: Membership) -> Preview:
        """Return how many get an email, and which programs are not open."""
        asked = list(rows)
        still_open = _taking(asked)
        if len(still_open) > MOST_REMINDED:
            text = ngettext(
                "Choose at most %(most)s program at once.",
                "Choose at most %(most)s programs at once.",
                MOST_REMINDED,
            )
            return Preview(self.label, [text % {"most": number(MOST_REMINDED)}])
        count = sum(people.count() for _program, _side, people in _to_remind(still_open, by))
        text = ngettext(
            "%(count)s person who can enroll and has not gets an email.",
            "%(count)s people who can enroll and have not get an email.",
            count,
        )
        said = [text % {"count": number(count)}]
        if closed := len(asked) - len(still_open):
            text = ngettext(
                "%(count)s program is not open for enrollment. It sends nothing.",
                "%(count)s programs are not open for enrollment. They send nothing.",
                closed,
            )
            said.append(text % {"count": number(closed)})
        return Preview(self.label, said, _("Send emails") if count else "")

    def do(self, rows: QuerySet[Any], *, by: Membership, given: dict[str, Any]) -> Done:
        """Send them; who had one today for the same program gets none."""
        still_open = _taking(rows)[:MOST_REMINDED]
        sent, refused = 0, []
        for program, side, people in _to_remind(still_open, by):
            told = people.select_related("user", "institution")
            try:
                sent += invite(program, side=side, people=told, actor=by.user, reminds=True)
            except MatchingError as error:
                refused.append(f"{program.name}: {error.message}")
        text = ngettext("We emailed %(count)d person.", "We emailed %(count)d people.", sent)
        return Done(" ".join([text % {"count": sent}, *refused]))


def _taking(rows: Iterable[Program]) -> list[Program]:
    return [one for one in rows if takes_enrollments(one, today=one.institution.local_date())]


def _to_remind(
    programs: Sequence[Program], by: Membership
) -> Iterator[tuple[Program, str, QuerySet[Membership]]]:
    """Yield each side of each program with those to be reminded: who is in it on neither side.

    Who may enroll on both is asked for the first alone, so that no one gets two emails about a program.
    """
    for program in programs:
        inside = Enrollment.objects.filter(Q(withdrawn_at=None) | ~Q(awaits=""), program=program)
        asked: QuerySet[Membership] = Membership.objects.none()
        for side in program.traits.sides:
            open_to = reachable(not_enrolled(program, side.value, reader=by.user)).order_by()
            people = open_to.exclude(pk__in=inside.values("member")).exclude(
                pk__in=asked.values("pk")
            )
            yield program, side.value, people
            asked = open_to


class ProgramList(DirectorsList):
    """The programs that the reader runs, drafts and past ones included."""

    key = "directing_programs"
    namespace = "matching"
    title = _("Manage programs")
    lead = _("Set up programs, enroll people, and match them.")
    permission = "matching.direct_programs"
    has_people = False
    table_class = ProgramTable
    filter_class = ProgramFilters
    acts = (RemindToEnroll(),)
    links = (
        Link("matching:sheets", _("Match from spreadsheets"), "profiles.direct_institution"),
        Link("matching:directing_kinds", _("New program"), may=places_of, is_main=True),
    )
    sort = "-created"
    icon = "program"
    empty_title = _("No program yet")
    empty_text = _("Create the first one. It stays a draft until you open enrollment.")
    empty_link = Link("matching:directing_kinds", _("New program"), may=places_of)

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the programs that the reader runs."""
        return (
            directed_by_reader(request)
            .select_related("institution")
            .annotate(
                unit_name=Coalesce("unit__name", Value("")),
                first_day=Coalesce("starts_on", Value(date(1900, 1, 1))),
                last_to_enroll=Coalesce("enroll_until", Value(date(1900, 1, 1))),
            )
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each how many take part on each side. One statement."""
        counted = (
            Enrollment.objects.filter(
                program__in=[one.pk for one in rows], withdrawn_at=None, member__end_date=None
            )
            .order_by()
            .values_list("program", "side")
            .annotate(people=Count("pk"))
        )
        found: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for program, side, people in counted:
            found[program][side] = people
        for one in rows:
            one.enrolled = found[one.pk]

    def counted(self, number: int) -> str:
        """Return the words for *number* programs."""
        return ngettext("%(count)s program", "%(count)s programs", number)


PROGRAMS = ProgramList()
