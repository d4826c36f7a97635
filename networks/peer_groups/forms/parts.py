"""Who facilitates a group and who helps, as a director or the facilitator says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.peer_groups.domain.parts import Then
from networks.peer_groups.models import GroupMember, PeerGroup
from profiles.models import Membership

Part = GroupMember.Part


class PartForm(forms.Form):
    """One person and their part; a director may name someone from outside the group."""

    member = forms.ChoiceField(label=_("Person"), required=False)
    email = forms.EmailField(
        label=_("Or someone from outside the group"),
        help_text=_(
            "Their email at your institution. They join the group and can read what it writes from then on."
        ),
        required=False,
    )
    part = forms.ChoiceField(
        label=_("Role in the group"),
        choices=[
            (Part.FACILITATOR.value, _("Facilitator: plans the sessions and takes attendance")),
            (Part.COFACILITATOR.value, _("Co-facilitator: helps, and can do the same")),
        ],
        widget=forms.RadioSelect,
    )
    then = forms.ChoiceField(
        label=_("The current facilitator"),
        choices=Then.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        group: PeerGroup,
        people: list[GroupMember],
        outside: bool,
    ) -> None:
        super().__init__(data)
        self.group, self.people = group, people
        choice = self.fields["member"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  (for the type checker)
        choice.choices = [
            ("", _("Choose")),
            *((str(one.member_id), f"{one.name} · {one.get_part_display()}") for one in people),
        ]
        if not outside:
            del self.fields["email"]
            choice.required = True
        self.leader = next((one for one in people if one.part == Part.FACILITATOR), None)
        if self.leader is None:
            del self.fields["then"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        chosen, email = cleaned.get("member"), cleaned.get("email")
        if bool(chosen) == bool(email) and "email" in self.fields:
            self.add_error("member", _("Choose someone in the group, or enter an email."))
        elif chosen:
            cleaned["who"] = next(one.member for one in self.people if str(one.member_id) == chosen)
        elif email:
            cleaned["who"] = self._from_outside(email)
        leader = self.leader.member if self.leader else None
        replaced = leader is not None and cleaned.get("part") == Part.FACILITATOR
        if replaced and not cleaned.get("then") and cleaned.get("who") != leader:
            self.add_error("then", _("Choose what happens to the current facilitator."))
        return cleaned

    def _from_outside(self, email: str) -> Membership | None:
        found: Membership | None = (
            Membership.objects.current()
            .filter(institution=self.group.institution_id, address__in=[email, email.lower()])
            .select_related("user", "institution")
            .first()
        )
        if found is None:
            self.add_error("email", _("No one here now has this email."))
        return found


class SelfLedForm(forms.Form):
    """Return whether the members run the group while no one facilitates it."""

    self_led = forms.BooleanField(
        label=_("While no one facilitates, the members run the sessions themselves"),
        help_text=_(
            "Each member can then plan and cancel sessions and take attendance. Otherwise the group"
            " waits for a facilitator, and we remind you."
        ),
        required=False,
    )
