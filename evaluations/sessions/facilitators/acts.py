"""Acts on lists of groups and of sessions: an email to those who facilitate them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evaluations.sessions.facilitators.domain import (
    facilitators_of,
    without_attendance,
    write_to_facilitators,
)
from evaluations.sessions.facilitators.forms import AttendanceMessageForm, FacilitatorMessageForm
from mentornet.lists.acts import Act, Done, Preview
from mentornet.moments import number
from networks.models import PeerGroup
from profiles.models import Membership

NAMED = 5


class WriteToFacilitators(Act):
    """Email those who facilitate the chosen groups."""

    key = "write"
    label = _("Write to facilitators")
    permission = "matching.direct_programs"
    form_class = FacilitatorMessageForm

    def groups(self, rows: QuerySet[Any]) -> QuerySet[PeerGroup]:
        """Return the groups that *rows* are about."""
        return rows

    def preview(self, rows: QuerySet[Any], *, by: Membership) -> Preview:
        """Return who gets an email, and how many groups have no one to write to."""
        groups = self.groups(rows)
        parts = list(facilitators_of(groups).select_related("member"))
        people = list(dict.fromkeys(one.member for one in parts))
        text = ngettext(
            "%(count)s facilitator gets an email.",
            "%(count)s facilitators get an email.",
            len(people),
        )
        said = [text % {"count": number(len(people))}]
        if people:
            names = ", ".join(one.name for one in people[:NAMED])
            said.append(names + (" …" if len(people) > NAMED else ""))
        others = groups.order_by().values("pk").distinct().count()
        others -= len({one.group_id for one in parts})
        if others:
            text = ngettext(
                "%(count)s group has ended or has no facilitator.",
                "%(count)s groups have ended or have no facilitator.",
                others,
            )
            said.append(text % {"count": number(others)})
        return Preview(self.label, said, _("Send emails") if people else "")

    def do(self, rows: QuerySet[Any], *, by: Membership, given: dict[str, Any]) -> Done:
        """Send them."""
        sent = write_to_facilitators(self.groups(rows), by=by, **given)
        text = ngettext("We emailed %(count)d person.", "We emailed %(count)d people.", sent)
        return Done(text % {"count": sent})


class AskForAttendance(WriteToFacilitators):
    """Email those who facilitate the groups of the chosen sessions."""

    key = "attendance"
    label = _("Ask for attendance")
    form_class = AttendanceMessageForm

    def groups(self, rows: QuerySet[Any]) -> QuerySet[PeerGroup]:
        """Return the groups of those sessions that are over and of which no one noted who came."""
        return PeerGroup.objects.filter(pk__in=without_attendance(rows).order_by().values("group"))
