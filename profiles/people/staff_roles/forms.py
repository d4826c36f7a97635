"""Who gets which role, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput
from profiles.institution.fields import UnitField
from profiles.models import Institution, Membership, StaffRole
from profiles.people.staff_roles.domain.scopes import ScopeNamed, choices_of, scope_words
from profiles.vocabulary import StaffRoleKind


class MemberForm(forms.Form):
    """A member of the institution by email."""

    email = forms.EmailField(
        label=_("Email"),
        help_text=_("The person’s email at this institution."),
        max_length=254,
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


def _with_meaning() -> list[tuple[str, str]]:
    return [
        (one.value, gettext("%(role)s: %(meaning)s") % {"role": one.label, "meaning": one.meaning})
        for one in StaffRoleKind
    ]


class RoleForm(MemberForm):
    """A member, a role, what it is for, and its days."""

    role = forms.ChoiceField(
        label=_("Staff role"),
        choices=_with_meaning,
        widget=forms.RadioSelect,
        help_text=_("A second person has to approve a new program director or ombuds."),
    )
    scope = forms.ChoiceField(
        label=_("For"),
        choices=StaffRole.Scope,
        widget=forms.RadioSelect,
        initial=StaffRole.Scope.INSTITUTION,
        required=False,
        help_text=_(
            "A coordinator or an analyst can have a role for one unit or one program. Other roles "
            "are for the whole institution."
        ),
    )
    unit = UnitField(
        required=False,
        help_text=_("For a role in a unit: type a part of its name. All units in it count, too."),
    )
    program = forms.ChoiceField(
        label=_("Program"), required=False, help_text=_("For a role in one program.")
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
        super().__init__(*args, institution=institution, **kwargs)
        unit, program = self.fields["unit"], self.fields["program"]
        assert isinstance(unit, UnitField)  # noqa: S101  (for the type checker)
        assert isinstance(program, forms.ChoiceField)  # noqa: S101
        unit.of(institution)
        program.choices = [("", _("Choose a program")), *choices_of(institution, "program")]

    def clean(self) -> dict[str, Any]:
        """Put what the role is for into `scope`."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("scope") or StaffRole.Scope.INSTITUTION.value
        unit, program = cleaned.pop("unit", None), cleaned.pop("program", "")
        named = {"unit": unit, "program": program and UUID(program)}.get(kind)
        if kind != StaffRole.Scope.INSTITUTION and not named and kind not in self.errors:
            self.add_error(kind, _("Choose what the role is for."))
        if kind == StaffRole.Scope.INSTITUTION and (unit or program):
            # Someone named a unit or a program and left “The whole institution” chosen.
            self.add_error("scope", _("Choose what the role is for."))
        cleaned["scope"] = ScopeNamed(kind, named or None)
        return cleaned


class DeputyForm(MemberForm):
    """Which of one's roles, who stands in, and from when to when."""

    role = forms.ChoiceField(label=_("Your staff role"))
    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=DayInput,
        help_text=_("Leave empty to start today."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        help_text=_("The role of the deputy ends after this day by itself."),
    )
    field_order = ("role", "email", "starts_on", "ends_on")

    def __init__(
        self, *args: Any, institution: Institution, roles: Iterable[StaffRole], **kwargs: Any
    ) -> None:
        super().__init__(*args, institution=institution, **kwargs)
        self.roles = {str(row.pk): row for row in roles}
        words = scope_words(institution, self.roles.values())
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [
            (
                key,
                gettext("%(role)s: %(scope)s")
                % {"role": row.get_role_display(), "scope": words[row.pk]},
            )
            for key, row in self.roles.items()
        ]

    def clean_role(self) -> StaffRole:
        return self.roles[self.cleaned_data["role"]]


class InviteForm(forms.Form):
    """Someone from outside the roster: who they are, where they are from, what they are asked for."""

    email = forms.EmailField(label=_("Email"), max_length=254)
    given_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=100,
        required=False,
        help_text=_("Someone with one name needs only one of the two."),
    )
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
