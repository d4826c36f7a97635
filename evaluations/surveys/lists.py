"""The list of surveys: what is asked, of whom, from when to when, and how many have answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evaluations.surveys.domain.planning import (
    Stage,
    ask_to_remind,
    can_be_reminded,
    progress_of,
    rate_of,
    stage_of,
)
from evaluations.surveys.models import Survey
from matching.programs.filters import ProgramFilter
from mentornet.lists.acts import Act, Done, Preview
from mentornet.lists.columns import DayColumn, ListTable, NumberColumn, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.lists.page import Link
from mentornet.moments import number
from profiles.access.members import MemberRequest
from profiles.lists import DirectorsList
from profiles.models import Membership

STAGES = {
    Stage.PLANNED: (_("Planned"), ""),
    Stage.OPEN: (_("Open"), "note"),
    Stage.CLOSED: (_("Closed, results soon"), ""),
    Stage.DONE: (_("Done"), "ok"),
}


def _state(row: Survey) -> tuple[str, str]:
    label, tone = STAGES[stage_of(row)]
    return str(label), tone


class SurveyTable(ListTable):
    """One row a survey."""

    instrument = ValueColumn(
        _("Questionnaire"),
        value=lambda row: row.instrument.name,
        order_by="instrument__name",
        linkify=lambda record: reverse("evaluations:directing_survey", args=[record.pk]),
    )
    program = ValueColumn(
        _("Who"),
        value=lambda row: row.program_name or gettext("Everyone"),
        order_by="program_name",
    )
    occasion = ValueColumn(_("When"), value=lambda row: row.get_occasion_display())
    opens = DayColumn(_("Opens"), value=lambda row: row.opens_on, order_by="opens_on")
    closes = DayColumn(_("Closes"), value=lambda row: row.closes_on, order_by="closes_on")
    asked = NumberColumn(_("Asked"), value=lambda row: row.progress[0])
    answered = NumberColumn(_("Answered"), value=lambda row: row.progress[1])
    rate = NumberColumn(_("Response rate (%)"), value=lambda row: rate_of(*row.progress))
    state = PillColumn(_("State"), value=_state)


class SurveyFilters(ListFilters):
    """By program, state, and when in a program."""

    program = ProgramFilter()
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(stage.value, label) for stage, (label, _tone) in STAGES.items()],
        empty_label=_("Any state"),
        method="in_state",
    )
    occasion = django_filters.ChoiceFilter(
        label=_("When"), choices=Survey.Occasion.choices, empty_label=_("Any time")
    )

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those with all of *words* in the names of their questionnaire and program."""
        for word in words.split():
            rows = rows.filter(
                Q(instrument__name__icontains=word) | Q(program__name__icontains=word)
            )
        return rows

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those that are so far."""
        today = self.request.membership.institution.local_date()
        running = Q(opened_at__isnull=False, counted_at=None)
        return rows.filter(
            {
                Stage.PLANNED: Q(opened_at=None),
                Stage.OPEN: running & Q(closes_on__gte=today),
                Stage.CLOSED: running & Q(closes_on__lt=today),
                Stage.DONE: Q(counted_at__isnull=False),
            }[Stage(value)]
        )


class RemindToAnswer(Act):
    """Email those who have not answered. No one learns who or how many they are, before or after."""

    key = "remind"
    label = _("Remind people to answer")
    permission = "matching.direct_programs"

    def preview(self, rows: QuerySet[Any], *, by: Membership) -> Preview:
        """Return for how many surveys reminders go out: of the people, nothing that is not public."""
        surveys = list(rows)
        count = sum(can_be_reminded(one) for one in surveys)
        text = ngettext(
            "%(count)s survey: everyone who has not answered gets one email. You do not see who.",
            "%(count)s surveys: everyone who has not answered gets one email. You do not see who.",
            count,
        )
        said = [text % {"count": number(count)}]
        if others := len(surveys) - count:
            text = ngettext(
                "%(count)s survey is not open, or had a reminder in the last 7 days.",
                "%(count)s surveys are not open, or had a reminder in the last 7 days.",
                others,
            )
            said.append(text % {"count": number(others)})
        return Preview(self.label, said, _("Send reminders") if count else "")

    def do(self, rows: QuerySet[Any], *, by: Membership, given: dict[str, Any]) -> Done:
        """Have them sent."""
        count = sum(ask_to_remind(one, actor=by.user) for one in rows)
        text = ngettext(
            "Reminders for %(count)s survey go out now.",
            "Reminders for %(count)s surveys go out now.",
            count,
        )
        return Done(text % {"count": number(count)})


class SurveyList(DirectorsList):
    """The surveys of the institution, or of the programs that the reader runs."""

    key = "directing_surveys"
    namespace = "evaluations"
    title = _("Surveys")
    lead = _(
        "Ask the same questions before and after, in every program. You see figures over many people, "
        "never anyone’s answers. Answer counts are as of last midnight."
    )
    permission = "matching.direct_programs"
    has_people = False
    table_class = SurveyTable
    filter_class = SurveyFilters
    acts = (RemindToAnswer(),)
    links = (
        Link("evaluations:instruments", _("Questionnaires"), "profiles.direct_institution"),
        Link("evaluations:survey_new", _("Plan a survey"), is_main=True),
    )
    sort = "-opens"
    icon = "assessment"
    empty_title = _("No surveys yet")
    empty_text = _(
        "Ask at the start of a program and again at the end. Then you can show what changed for the "
        "people in it."
    )
    empty_link = Link("evaluations:survey_new", _("Plan a survey"))

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return the surveys that the reader runs."""
        own = Survey.objects.visible_to(request.user).of(request.membership.institution)
        return own.select_related("instrument", "institution").annotate(
            program_name=Coalesce(F("program__name"), Value(""))
        )

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Give each how many were asked and have answered, as of last midnight. One statement."""
        found = progress_of(rows, institution=request.membership.institution)
        for one in rows:
            one.progress = found.get(one.pk, (None, None))

    def row_label(self, row: Any) -> str:
        """Return what is asked, and of whom."""
        return f"{row.instrument.name}, {row.program_name or gettext('Everyone')}"

    def counted(self, number: int) -> str:
        """Return the words for *number* surveys."""
        return ngettext("%(count)s survey", "%(count)s surveys", number)


SURVEYS = SurveyList()
