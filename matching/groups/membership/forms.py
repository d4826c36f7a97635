"""Where to, on leaving a group of a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.groups.membership.domain.joining import program_of
from matching.groups.membership.domain.leaving import can_leave_program, groups_with_room
from networks.models import GroupMember, PeerGroup

To = GroupMember.LeftTo
BY_SELF = {
    To.WAIT: gettext_lazy("Wait list: I stay in the program and wait for another group"),
    To.GROUP: gettext_lazy(
        "Another group: I ask to join it, and I’m on the wait list until the director answers"
    ),
    To.OUT: gettext_lazy("Leave the program"),
}
BY_DIRECTOR = {
    To.WAIT: gettext_lazy("Wait list: they stay in the program"),
    To.GROUP: gettext_lazy("Another group: they move there now"),
    To.OUT: gettext_lazy("Leave the program"),
}
STAYS = gettext_lazy("No group for now: still in the program")


class LeaveForm(forms.Form):
    """The wait list, another group, or out of the program."""

    to = forms.ChoiceField(label=gettext_lazy("What next"), widget=forms.RadioSelect)
    group = forms.ChoiceField(label=gettext_lazy("Which group"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        rooms: list[PeerGroup],
        leads: bool,
        may_leave_program: bool,
        by_self: bool,
    ) -> None:
        super().__init__(data)
        words = dict(BY_SELF if by_self else BY_DIRECTOR)
        if leads:
            words[To.WAIT] = STAYS
        self.rooms = {str(one.pk): one for one in rooms}
        shown = [To.WAIT, *([To.GROUP] if rooms else []), *([To.OUT] if may_leave_program else [])]
        to, group = self.fields["to"], self.fields["group"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101  (for the type checker)
        assert isinstance(group, forms.ChoiceField)  # noqa: S101
        to.choices = [(one.value, words[one]) for one in shown]
        group.choices = [("", "–"), *((key, one.name) for key, one in self.rooms.items())]
        if not rooms:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("to") == To.GROUP and not given.get("group"):
            self.add_error("group", _("Choose a group."))
        return given

    @property
    def destination(self) -> dict[str, Any]:
        """What `leave` is given."""
        to = self.cleaned_data["to"]
        if to != To.GROUP:
            return {"to": to}
        return {"to": to, "to_group": self.rooms[self.cleaned_data["group"]]}


def leave_form(
    part: GroupMember, data: Mapping[str, Any] | None, *, by_self: bool
) -> LeaveForm | None:
    """Return the form for leaving *part*'s group; None where it belongs to no program."""
    program = program_of(part.group)
    if program is None:
        return None
    return LeaveForm(
        data,
        rooms=[] if part.leads else groups_with_room(program, part.member),
        leads=part.leads,
        may_leave_program=can_leave_program(part, program),
        by_self=by_self,
    )


def left_words(part: GroupMember, form: LeaveForm | None) -> str:
    """Say to who has left what has come of it."""
    to = form.destination["to"] if form else ""
    if to == To.GROUP:
        return _("You left “%(name)s”. We asked the director if you can join the other group.") % {
            "name": part.group.name
        }
    if to == To.OUT:
        return _("You left “%(name)s” and the program.") % {"name": part.group.name}
    if to == To.WAIT and not part.leads:
        return _("You left “%(name)s”. You’re on the program’s wait list.") % {
            "name": part.group.name
        }
    return _("You left “%(name)s”.") % {"name": part.group.name}
