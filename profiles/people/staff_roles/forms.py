"""Who gets which role, from when to when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind


class RoleForm(forms.Form):
    """A member of the institution by email, a role, and its days."""

    email = forms.EmailField(
        label=_("Email"),
        help_text=_("The person’s email at this institution."),
        max_length=254,
    )
    role = forms.ChoiceField(
        label=_("Staff role"),
        choices=StaffRoleKind,
        widget=forms.RadioSelect,
        help_text=_("A second person has to approve a new program director or ombuds."),
    )
    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=DayInput,
        help_text=_("Leave empty to start today."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Leave empty for no end date."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_email(self) -> Membership:
        """Return the current member with this address."""
        found: Membership | None = (
            Membership.objects.current()
            .of(self.institution)
            .filter(address__iexact=self.cleaned_data["email"])
            .select_related("institution", "user")
            .first()
        )
        if found is None:
            raise forms.ValidationError(
                _("No one here has this email. Check it, or add the person to the roster first.")
            )
        return found


class InviteForm(forms.Form):
    """Someone from outside the roster: who they are, where they are from, what they are asked for."""

    email = forms.EmailField(label=_("Email"), max_length=254)
    given_name = forms.CharField(label=_("First name"), max_length=100)
    family_name = forms.CharField(label=_("Last name"), max_length=100)
    affiliation = forms.CharField(
        label=_("Affiliation"),
        max_length=200,
        help_text=_("Where they work. Everyone here sees it next to their name."),
    )
    role = forms.ChoiceField(
        label=_("Staff role"),
        choices=[
            ("", _("Guest, without a staff role")),
            *((one.value, one.label) for one in (StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS)),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("A second person has to approve a new ombuds."),
    )
