"""The list of pairs that directors proposed: what became of each, and never who answered what."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from matching.pairing.domain.asking import withdraw_request
from matching.pairing.models import PairRequest
from matching.programs.filters import ProgramFilter
from mentornet.lists.acts import Act, Done, Preview
from mentornet.lists.columns import DayColumn, ListTable, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.lists.page import Link
from networks.phrases import joined
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList
from profiles.people.names.domain import named_on

State = PairRequest.State
TONES = {State.OPEN: "warning", State.MADE: "success"}
DIRECT = "matching.direct_programs"


def _state(row: PairRequest) -> tuple[str, str]:
    return str(State(row.state).label), TONES.get(State(row.state), "plain")


def _mentee(row: PairRequest) -> str:
    return reverse("profiles:directed_person", args=[row.protege_id])


def _mentor(row: PairRequest) -> str:
    return reverse("profiles:directed_person", args=[row.mentor_id])


class PairRequestTable(ListTable):
    """One row a question."""

    protege = ValueColumn(
        gettext_lazy("Mentee or peer"),
        value=lambda row: row.protege.name,
        order_by="protege__sort_key",
        linkify=_mentee,
    )
    mentor = ValueColumn(
        gettext_lazy("Mentor or peer"),
        value=lambda row: joined([one.name for one in row.people[1:]]),
        order_by="mentor__sort_key",
        linkify=_mentor,
    )
    program = ValueColumn(
        gettext_lazy("Program"), value=lambda row: row.program.name, order_by="program__name"
    )
    state = PillColumn(gettext_lazy("State"), value=_state, order_by="state")
    asked = DayColumn(
        gettext_lazy("Asked on"), value=lambda row: row.created_at, order_by="created_at"
    )
    until = DayColumn(
        gettext_lazy("Answers until"), value=lambda row: row.answer_by, order_by="answer_by"
    )


class PairRequestFilters(ListFilters):
    """By program and state."""

    program = ProgramFilter()
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=State.choices,
        empty_label=gettext_lazy("Any state"),
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those in which a name of one of the two has each of *words*."""
        here = self.request.membership.institution_id
        return named_on(rows, words, institution=here, people=("protege", "mentor", "third"))


class Withdraw(Act):
    """Withdraw questions that are open."""

    key = "withdraw"
    label = gettext_lazy("Withdraw")
    permission = DIRECT

    def preview(self, rows: QuerySet[Any], *, by: Any) -> Preview:
        """Return how many are withdrawn, and who hears of it."""
        count = rows.filter(state=State.OPEN).count()
        text = ngettext(
            "%(count)d pair is withdrawn. Everyone who was asked gets an email.",
            "%(count)d pairs are withdrawn. Everyone who was asked gets an email.",
            count,
        )
        button = gettext_lazy("Withdraw and email them") if count else ""
        return Preview(gettext_lazy("Withdraw"), [text % {"count": count}], button)

    def do(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Done:
        """Withdraw them."""
        open_rows = rows.filter(state=State.OPEN).select_related("program")
        count = sum(withdraw_request(row, actor=by.user) for row in open_rows)
        text = ngettext("%(count)d pair withdrawn.", "%(count)d pairs withdrawn.", count)
        return Done(text % {"count": count})


class PairRequestList(DirectorsList):
    """The pairs that were proposed in the programs that the reader runs."""

    key = "pair_requests"
    namespace = "matching"
    title = gettext_lazy("Pairs you proposed")
    lead = gettext_lazy(
        "Everyone who is asked accepts or declines. No one learns who declined, or when: a pair that does not "
        "come about stays open until the last day."
    )
    permission = DIRECT
    table_class = PairRequestTable
    filter_class = PairRequestFilters
    acts = (Withdraw(),)
    sort = "-asked"
    links = (Link("matching:pair_request_new", gettext_lazy("Pair two people"), DIRECT),)
    empty_title = gettext_lazy("No pairs proposed yet")
    empty_text = gettext_lazy("Choose a mentee and a mentor. We ask both.")
    empty_link = Link("matching:pair_request_new", gettext_lazy("Pair two people"), DIRECT)

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the questions of the reader's programs, without what anyone answered."""
        here = PairRequest.objects.directed_by(request.user).of(request.membership.institution)
        return here.select_related("protege", "mentor", "third", "program").defer(
            "protege_answer",
            "mentor_answer",
            "third_answer",
            "words",
            "protege__search",
            "mentor__search",
            "third__search",
        )

    def row_label(self, row: Any) -> str:
        """Return both names."""
        return joined([one.name for one in row.people])

    def counted(self, number: int) -> str:
        """Return the words for *number* pairs."""
        return ngettext("%(count)s pair", "%(count)s pairs", number)


PAIR_REQUESTS = PairRequestList()
