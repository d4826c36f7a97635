"""The wait list of all programs: who has no mentor or group now, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.pairing.domain.possible import PAIRING_STATES
from matching.pairs.domain.waiting import waiting_reasons
from matching.programs.recruiting.domain.people import waiting_in_programs
from matching.programs.recruiting.lists import PersonFilters, PersonList, PersonTable
from mentornet.lists.columns import DayColumn, ValueColumn
from profiles.access.members import MemberRequest


def _where_to_propose(row: Any) -> str:
    given = {"program": row.program_id, "protege": row.member_id}
    return f"{reverse('matching:pair_request_new')}?{urlencode(given)}"


class WaitTable(PersonTable):
    """One row a person and program."""

    since = DayColumn(
        gettext_lazy("Enrolled on"), value=lambda row: row.enrolled_at, order_by="enrolled_at"
    )
    why = ValueColumn(gettext_lazy("Why"), value=lambda row: row.why)
    propose = ValueColumn(
        gettext_lazy("Mentor"),
        value=lambda row: (
            gettext_lazy("Propose a mentor") if row.program.traits.makes_pairs else ""
        ),
        linkify=_where_to_propose,
        exclude_from_export=True,
    )


class WaitList(PersonList):
    """Who waits in the programs that the reader runs and that have begun to match.

    Nothing filters or counts by the reason: what is left of it would be those whom something confidential
    keeps from a mentor.
    """

    key = "waiting"
    title = gettext_lazy("Wait list")
    lead = gettext_lazy(
        "People in programs that are matching or running who have no mentor or group of the program now."
    )
    table_class = WaitTable
    filter_class = PersonFilters
    sort = "since"
    empty_title = gettext_lazy("No one is waiting")
    empty_text = gettext_lazy(
        "Everyone in programs that are matching or running has a mentor or a group."
    )

    def rows(self, request: MemberRequest) -> QuerySet[Any]:
        """Return those who take part and wait."""
        rows: QuerySet[Any] = self.run_by(request, waiting_in_programs())
        return rows.filter(program__state__in=PAIRING_STATES)

    def dress(self, rows: Sequence[Any], request: MemberRequest) -> None:
        """Say why each waits. One query."""
        pairs = [one.pk for one in rows if one.program.traits.makes_pairs]
        reasons = waiting_reasons(pairs)
        for row in rows:
            row.why = reasons.get(row.pk) or _("Not in a group yet.")

    def counted(self, number: int) -> str:
        """Return the words for *number* people, each once a program."""
        return ngettext("%(count)s person waits", "%(count)s people wait", number)


WAITING = WaitList()
