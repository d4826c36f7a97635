"""The list of pairs that programs made: how each is doing, and one email to both of many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluations.check_ins.early_warning.domain.health import State, assess
from evaluations.check_ins.early_warning.domain.pairs import facts_of
from evaluations.check_ins.early_warning.labels import LABELS
from evaluations.check_ins.models import CheckIn
from evaluations.dashboard.pair_help.domain import write_to_both
from evaluations.dashboard.pair_help.forms import PairMessageForm
from evaluations.meetings.models import Meeting
from matching.models import Proposal
from matching.pairs.models import programs_since
from matching.programs.filters import ProgramFilter
from mentornet.lists.acts import Act, Done, Preview
from mentornet.lists.columns import DayColumn, ListTable, NumberColumn, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from networks.models import Tie
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList
from profiles.people.names.domain import named_on

GOES_ON, ENDED = "active", "ended"
LONG_AGO = "60"


class PairTable(ListTable):
    """One row a pair."""

    mentee = ValueColumn(
        gettext_lazy("Mentee"),
        value=lambda row: row.tie.protege.name,
        linkify=lambda row: reverse("profiles:directed_person", args=[row.tie.protege_id]),
        order_by="tie__protege__sort_key",
    )
    mentor = ValueColumn(
        gettext_lazy("Mentor"),
        value=lambda row: row.tie.mentor.name,
        linkify=lambda row: reverse("profiles:directed_person", args=[row.tie.mentor_id]),
        order_by="tie__mentor__sort_key",
    )
    program = ValueColumn(
        gettext_lazy("Program"),
        value=lambda row: row.run.program.name,
        order_by="run__program__name",
    )
    state = PillColumn(gettext_lazy("State"), value=lambda row: LABELS[row.health.state])
    meetings = NumberColumn(gettext_lazy("Meetings"), value=lambda row: row.met)
    last_met = DayColumn(gettext_lazy("Last met"), value=lambda row: row.last_met)
    why = ValueColumn(gettext_lazy("Why"), value=lambda row: row.health.why, visible=False)
    help = ValueColumn(
        gettext_lazy("What would help"),
        value=lambda row: row.health.act,
        template="evaluations/dashboard/pair_help/_help.html",
    )


class PairFilters(ListFilters):
    """By program, and whether the relationship goes on."""

    program = ProgramFilter(field_name="run__program")
    goes_on = django_filters.ChoiceFilter(
        label=gettext_lazy("Relationship"),
        choices=[(GOES_ON, gettext_lazy("Active")), (ENDED, gettext_lazy("Ended"))],
        empty_label=gettext_lazy("Active and ended"),
        method="that_goes_on",
    )

    met = django_filters.ChoiceFilter(
        label=gettext_lazy("Last met"),
        choices=[(LONG_AGO, gettext_lazy("No meeting in 60 days"))],
        empty_label=gettext_lazy("Any time"),
        method="that_met",
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those in whose names, of either person, all of *words* are."""
        here = self.request.membership.institution_id
        return named_on(rows, words, institution=here, people=("tie__protege", "tie__mentor"))

    def that_goes_on(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that go on, or that ended."""
        going_on = Q(tie__state=Tie.State.ACTIVE)
        return rows.filter(going_on if value == GOES_ON else ~going_on)

    def that_met(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that go on, began before, and have not met since."""
        institution = self.request.membership.institution
        day = institution.local_date() - timedelta(days=int(LONG_AGO))
        moment = datetime.combine(day, time.min, tzinfo=institution.zone)
        met = Meeting.objects.filter(
            tie=OuterRef("tie"), state=Meeting.State.HELD, starts_at__gte=moment
        )
        said = CheckIn.objects.filter(
            tie=OuterRef("tie"), state=CheckIn.State.ASKED, met_on__gte=day
        )
        made = programs_since(Proposal.objects.filter(tie=OuterRef("tie"))).values("made")
        going_on = rows.alias(made=Subquery(made)).filter(
            made__lt=moment, tie__state=Tie.State.ACTIVE
        )
        return going_on.filter(~Exists(met), ~Exists(said))


class WriteToBoth(Act):
    """Email both people of each pair that goes on."""

    key = "write"
    label = gettext_lazy("Write to both")
    permission = "matching.direct_programs"
    form_class = PairMessageForm

    def preview(self, rows: QuerySet[Any], *, by: Any) -> Preview:
        count = rows.filter(tie__state=Tie.State.ACTIVE).count()
        text = ngettext(
            "Both people of %(count)d pair get an email. Their answers go to you.",
            "Both people of %(count)d pairs get an email. Their answers go to you.",
            count,
        )
        said = [text % {"count": count}]
        if ended := rows.exclude(tie__state=Tie.State.ACTIVE).count():
            text = ngettext(
                "%(count)d relationship has ended, and no one in it is emailed.",
                "%(count)d relationships have ended, and no one in them is emailed.",
                ended,
            )
            said.append(text % {"count": ended})
        return Preview(self.label, said, gettext_lazy("Send emails") if count else "")

    def do(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Done:
        pairs = rows.filter(tie__state=Tie.State.ACTIVE).select_related(
            "run__program__institution",
            "tie__institution",
            "tie__protege__user",
            "tie__protege__institution",
            "tie__mentor__user",
            "tie__mentor__institution",
        )
        people = 0
        for row in pairs:
            people += len(write_to_both(row.run.program, row.tie, by=by, **given))
        text = ngettext("We emailed %(count)d person.", "We emailed %(count)d people.", people)
        return Done(text % {"count": people})


class PairList(DirectorsList):
    """The pairs of the programs that the reader runs."""

    key = "pairs"
    namespace = "evaluations"
    title = gettext_lazy("Pairs")
    lead = gettext_lazy(
        "How the pairs of your programs are doing. You never see what people write."
    )
    permission = "matching.direct_programs"
    table_class = PairTable
    filter_class = PairFilters
    acts = (WriteToBoth(),)
    sort = "mentee"
    empty_title = gettext_lazy("No pairs yet")
    empty_text = gettext_lazy("Pairs appear here after you publish a match.")

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the pairs that programs of the reader made, and nothing that people made on their own."""
        here = request.membership.institution
        run: QuerySet[Any] = Proposal.objects.directed_by(request.user).of(here)
        # The mentee's institution is the same: it is named so that the index of their names serves.
        rows = run.filter(tie__mentor__isnull=False, tie__protege__institution=here)
        return rows.select_related("run__program", "tie__protege", "tie__mentor").defer(
            "run__inputs", "tie__protege__search", "tie__mentor__search"
        )

    def light(self, rows: QuerySet[Any], *, sorted_by: Sequence[str]) -> QuerySet[Any]:
        """Return *rows* with what the cells read."""
        return rows.only(
            "run__program__name",
            "tie__state",
            "tie__protege__given_name",
            "tie__protege__family_name",
            "tie__mentor__given_name",
            "tie__mentor__family_name",
            *sorted_by,
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each how it is doing and where to write. Five queries."""
        today = request.membership.institution.local_date()
        found = facts_of([row.tie_id for row in rows], today=today, with_people=False)
        facts = {tie.pk: one for tie, one in found}
        for row in rows:
            known = facts[row.tie_id]
            row.health, row.met, row.last_met = assess(known), known.met, known.last_met
            row.help_url = (
                reverse("evaluations:pair_help", args=[row.run.program_id, row.tie_id])
                if row.tie.state == Tie.State.ACTIVE
                else ""
            )
            # Only where that is the advice: the other offers stand on the page that writes to both.
            row.end_url = (
                reverse("evaluations:pair_end", args=[row.run.program_id, row.tie_id])
                if row.help_url and row.health.state == State.DORMANT
                else ""
            )

    def row_label(self, row: Any) -> str:
        """Return both names."""
        return _("%(mentee)s and %(mentor)s") % {
            "mentee": row.tie.protege.name,
            "mentor": row.tie.mentor.name,
        }

    def counted(self, number: int) -> str:
        """Return the words for *number* pairs."""
        return ngettext("%(count)s pair", "%(count)s pairs", number)


PAIRS = PairList()
