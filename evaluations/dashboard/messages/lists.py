"""The list of what was sent to whom: all for directors, what is for their programs for coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluations.dashboard.messages.domain.listed import KINDS, About, about, sent_here, sent_to
from mentornet.lists.columns import ListTable, MomentColumn, PillColumn, ValueColumn
from mentornet.lists.filters import ListFilters
from mentornet.models import OutboxMessage
from profiles.lists import DirectorsList
from profiles.models import Membership
from profiles.people.names.domain import named

TONES = {
    "pending": "note",
    "sent": "ok",
    "failed": "danger",
    "cancelled": "plain",
    "withheld": "note",
}


def _state(row: Any) -> tuple[str, str]:
    if row.about.bounces and row.state == OutboxMessage.State.SENT:
        return str(_("Sent, but emails to this address bounce")), "warn"
    return str(row.get_state_display()), TONES[row.state]


class MessageTable(ListTable):
    created = MomentColumn(_("Written"), value=lambda row: row.created_at, order_by="created_at")
    kind = ValueColumn(_("Message"), value=lambda row: str(KINDS[row.kind].label))
    person = ValueColumn(_("To"), value=lambda row: row.about.name)
    subject = ValueColumn(_("Program or group"), value=lambda row: row.about.subject)
    state = PillColumn(_("State"), value=_state)
    sent = MomentColumn(_("Sent"), value=lambda row: row.sent_at, visible=False)


class MessageFilters(ListFilters):
    kind = django_filters.ChoiceFilter(
        label=_("Message"), choices=[(name, kind.label) for name, kind in KINDS.items()]
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=OutboxMessage.State.choices)

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return the messages to people whose names or email begin with *words*."""
        here = self.request.membership.institution
        people = Membership.objects.directed_by(self.request.user).of(here)
        return sent_to(rows, named(people, words, institution=here.pk, by_email=True))


class MessageList(DirectorsList):
    key = "desk_messages"
    namespace = "evaluations"
    title = _("Messages")
    lead = _(
        "What MentorNet sent for programs and the roster. What a message said is not kept once it is sent."
    )
    permission = "matching.direct_programs"
    table_class = MessageTable
    filter_class = MessageFilters
    sort = "-created"
    icon = "invitations"
    empty_title = _("Nothing was sent yet")
    empty_text = _("Send activation emails or publish a program. Each message is listed here.")

    def rows(self, request: Any) -> QuerySet[Any]:
        """Return the messages of the reader's institution, or of what they run."""
        return sent_here(request.user, request.membership.institution)

    def counted(self, number: int) -> str:
        """Return "3 messages"."""
        return ngettext("%(count)s message", "%(count)s messages", number)

    def row_label(self, row: Any) -> str:
        """Return the kind and the reader."""
        return f"{KINDS[row.kind].label} {row.about.name}"

    def dress(self, rows: Sequence[Any], request: Any) -> None:
        """Say for whom each message was."""
        found = about(rows, request.membership.institution)
        for row in rows:
            row.about = found.get(row.pk, About())


MESSAGES = MessageList()
