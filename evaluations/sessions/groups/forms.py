from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea
from networks.models import PeerGroup
from profiles.models import Institution, Membership
from profiles.people.picking.fields import PeopleField, PicksPeople, Remarks
from profiles.vocabulary import StaffRoleKind

PEOPLE_HELP = _("Names or emails, one per line or with commas between.")


class GroupForm(EditForm, forms.Form):
    """What a group is called and is for."""

    name = forms.CharField(label=_("Name"), max_length=200)
    aim = TextArea(label=_("What the group is for"), max_length=2_000, required=False, rows=3)
    charter = TextArea(
        label=_("Group agreement"),
        help_text=_("Confidentiality comes first."),
        max_length=4_000,
        required=False,
        rows=4,
    )
    authorship = TextArea(
        label=_("Authorship rules"),
        help_text=_("The group can start a writing project once everyone agrees to these rules."),
        max_length=4_000,
        required=False,
        rows=4,
    )


class NewGroupForm(PicksPeople, GroupForm):
    """The same, with the people."""

    is_edit = False

    kind = forms.ChoiceField(label=_("Kind"), choices=PeerGroup.Kind)
    facilitator = forms.ModelChoiceField(
        label=_("Facilitators"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("No one yet"),
        help_text=_("People with the facilitator role at your institution."),
    )
    self_led = forms.BooleanField(
        label=_("Members run the sessions while there is no facilitator"),
        required=False,
    )
    members = PeopleField(
        label=_("Members"),
        help_text=PEOPLE_HELP,
    )
    field_order = (
        "name",
        "kind",
        "facilitator",
        "self_led",
        "members",
        "aim",
        "charter",
        "authorship",
    )

    def __init__(
        self, *args: Any, institution: Institution, remarks: Remarks, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["data-draft"] = "on"
        facilitator = self.fields["facilitator"]
        assert isinstance(facilitator, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        self.picking.institution, self.picking.remarks = institution, remarks
        facilitator.queryset = Membership.objects.current().filter(
            institution=institution, offices__contains=[StaffRoleKind.FACILITATOR]
        )


class AddPeopleForm(PicksPeople, forms.Form):
    members = PeopleField(label=_("Add people"), help_text=PEOPLE_HELP)

    def __init__(
        self, *args: Any, institution: Institution, remarks: Remarks | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.picking.institution, self.picking.remarks = institution, remarks


class CharterForm(EditForm, forms.Form):
    """What a group agrees on, as those who lead it write it down with the group."""

    charter = TextArea(
        label=_("Group agreement"),
        max_length=4_000,
        required=False,
        rows=6,
    )
    authorship = TextArea(
        label=_("Authorship rules"),
        help_text=_("The group can start a writing project once everyone agrees to these rules."),
        max_length=4_000,
        required=False,
        rows=6,
    )
