"""The list of newcomers: who joined, in which program, and who still has no onboarding mentor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from matching.newcomers.domain.answers import put_back, set_aside
from matching.newcomers.models import MentorSuggestion, Newcomer, NewcomerWelcome
from matching.pairing.domain.possible import PAIRING_STATES
from matching.programs.models import Program
from mentornet.lists.acts import Act, Done, Preview, Undo
from mentornet.lists.columns import DayColumn, ListTable, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.lists.page import Link
from mentornet.pages.fields import LongSelect
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList
from profiles.own_words import RANK
from profiles.people.names.domain import named_on
from profiles.words.filters import OwnWordFilter

NAMED = 5
"""How many programs with a welcome an empty list names."""
WAITING, ASKED, MENTOR, ASIDE = "waiting", "asked", "mentor", "aside"
STATES = {
    WAITING: (gettext_lazy("Waiting"), "warning"),
    ASKED: (gettext_lazy("Asked"), ""),
    MENTOR: (gettext_lazy("Has a mentor"), "success"),
    ASIDE: (gettext_lazy("Not needed"), ""),
}


def state_of(row: Any) -> str:
    """Return which of `STATES` a row with `has_mentor` and `is_asked` is in."""
    if row.has_mentor:
        return MENTOR
    if row.is_asked:
        return ASKED
    return ASIDE if row.set_aside_at else WAITING


def _words_to_propose(row: Any) -> Any:
    may = state_of(row) == WAITING and row.program.state in PAIRING_STATES
    return gettext_lazy("Propose a mentor") if may else ""


def _where_to_propose(row: Any) -> str:
    """Return the page that pairs two people, with this person, and whom a chief suggested first."""
    given = {"program": row.program_id, "protege": row.member_id}
    if row.suggestions_shown:
        given["mentor"] = row.suggestions_shown[0].mentor_id
    return f"{reverse('matching:pair_request_new')}?{urlencode(given)}"


class NewcomerTable(ListTable):
    """One row a person and program."""

    name = ValueColumn(
        gettext_lazy("Name"),
        value=lambda row: row.member.name,
        order_by="member__sort_key",
    )
    unit = ValueColumn(
        gettext_lazy("Unit"), value=lambda row: row.member.unit.name if row.member.unit else ""
    )
    rank = ValueColumn(
        gettext_lazy("Rank"),
        value=lambda row: row.member.get_rank_display(),
        order_by="member__rank",
    )
    started = DayColumn(
        gettext_lazy("First day"), value=lambda row: row.joined_on, order_by="joined_on"
    )
    program = ValueColumn(
        gettext_lazy("Program"), value=lambda row: row.program.name, order_by="program__name"
    )
    state = PillColumn(gettext_lazy("State"), value=lambda row: STATES[state_of(row)])
    suggested = ValueColumn(
        gettext_lazy("Suggested mentor"),
        value=lambda row: ", ".join(one.mentor.name for one in row.suggestions_shown),
    )
    propose = ValueColumn(
        gettext_lazy("Onboarding mentor"),
        value=_words_to_propose,
        linkify=_where_to_propose,
        exclude_from_export=True,
    )
    email = ValueColumn(gettext_lazy("Email"), value=lambda row: row.member.email, visible=False)


def _programs(request: Any) -> QuerySet[Program]:
    rows: QuerySet[Program] = Program.objects.directed_by(request.user)
    here = rows.filter(institution=request.membership.institution, newcomer_welcome__isnull=False)
    return here.order_by("name").only("name")


class NewcomerFilters(ListFilters):
    """By program, rank, and whether someone is still to propose a mentor."""

    program = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Program"),
        queryset=_programs,
        empty_label=gettext_lazy("Any program"),
        widget=LongSelect,
    )
    rank = OwnWordFilter(
        kind=RANK,
        member="member__",
        label=gettext_lazy("Rank"),
        empty_label=gettext_lazy("Any rank"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[(key, label) for key, (label, _tone) in STATES.items()],
        empty_label=gettext_lazy("Any state"),
        method="in_state",
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those in whose names all of *words* are."""
        return named_on(rows, words, institution=self.request.membership.institution_id)

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those in this state, as `state_of` says it."""
        if value == MENTOR:
            return rows.filter(has_mentor=True)
        rows = rows.filter(has_mentor=False, is_asked=value == ASKED)
        return rows if value == ASKED else rows.filter(set_aside_at__isnull=value == WAITING)


class SetAside(Act):
    """Say that people need no onboarding mentor; it can be undone."""

    key = "aside"
    label = gettext_lazy("No onboarding mentor needed")
    permission = "matching.direct_programs"

    def preview(self, rows: QuerySet[Any], *, by: Any) -> Preview:
        count = _open(rows).count()
        text = ngettext(
            "%(count)d person no longer waits for an onboarding mentor. No one is told.",
            "%(count)d people no longer wait for an onboarding mentor. No one is told.",
            count,
        )
        button = gettext_lazy("Stop waiting") if count else ""
        return Preview(self.label, [text % {"count": count}], button)

    def do(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Done:
        done = [str(one.pk) for one in _open(rows) if set_aside(one, actor=by.user)]
        text = ngettext(
            "%(count)d person no longer waits.", "%(count)d people no longer wait.", len(done)
        )
        return Done(text % {"count": len(done)}, undo={"rows": done})

    def undo(self, undo: Undo, *, by: Any) -> str:
        own = Newcomer.objects.visible_to(by.user).of(by.institution)
        done = [one for one in own.filter(pk__in=undo["rows"]) if put_back(one, actor=by.user)]
        text = ngettext("%(count)d person waits again.", "%(count)d people wait again.", len(done))
        return text % {"count": len(done)}


def _open(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(set_aside_at=None, has_mentor=False)


class NewcomerList(DirectorsList):
    """Who is new, in the programs that the reader runs and among the people whom they direct."""

    key = "newcomers"
    namespace = "matching"
    title = gettext_lazy("Newcomers")
    lead = gettext_lazy(
        "People who joined by the roster in the last year. A program finds them if its settings "
        "say so."
    )
    permission = "matching.direct_programs"
    table_class = NewcomerTable
    filter_class = NewcomerFilters
    acts = (SetAside(),)
    sort = "-started"
    empty_title = gettext_lazy("No newcomers yet")
    empty_text = gettext_lazy(
        "Open a program of pairs, choose “Newcomers”, and turn on the welcome. People who "
        "join by the roster then appear here."
    )

    empty_link = Link(
        "matching:directing_programs", gettext_lazy("Programs"), "matching.direct_programs"
    )

    def nothing(self, request: MemberRequest) -> tuple[StrOrPromise, StrOrPromise]:
        """Return how to turn the welcome on, or what happens next where it is."""
        on = NewcomerWelcome.objects.visible_to(request.user).of(request.membership.institution)
        names = list(on.active().order_by("program__name").values_list("program__name", flat=True))
        if not names:
            return super().nothing(request)
        said = ngettext(
            "The welcome is on in %(programs)s. People who join by the roster appear here within the hour, and we "
            "email you the day after.",
            "The welcome is on in %(count)d programs: %(programs)s. People who join by the roster appear here "
            "within the hour, and we email you the day after.",
            len(names),
        )
        shown = [*names[:NAMED], "…"] if len(names) > NAMED else names
        return _("No newcomers now"), said % {"programs": ", ".join(shown), "count": len(names)}

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return who is new now to a program of the reader's, and whether the program gave them a mentor."""
        rows: QuerySet[Any] = (
            Newcomer.objects.visible_to(request.user)
            .of(request.membership.institution)
            .present()
            .with_mentor()
        )
        return rows.select_related("member__unit", "member__user", "program").defer(
            "member__search"
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each row what chiefs suggest, with the mentors. One query."""
        of_newcomer: dict[Any, list[MentorSuggestion]] = defaultdict(list)
        found = MentorSuggestion.objects.filter(newcomer__in=[one.pk for one in rows])
        for one in found.filter(mentor__end_date=None).select_related("mentor"):
            of_newcomer[one.newcomer_id].append(one)
        for row in rows:
            row.suggestions_shown = of_newcomer[row.pk]

    def row_label(self, row: Any) -> str:
        """Return the person's name."""
        return str(row.member.name)

    def counted(self, number: int) -> str:
        """Return the words for *number* newcomers."""
        return ngettext("%(count)s newcomer", "%(count)s newcomers", number)


NEWCOMERS = NewcomerList()
