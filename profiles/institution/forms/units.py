from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.editing import EditForm
from profiles.institution.fields import UnitField
from profiles.models import Institution, Unit


class UnitForm(EditForm, forms.Form):
    """A unit's name and where it belongs."""

    name = forms.CharField(label=_("Name"), max_length=200)
    parent = UnitField(
        label=_("Part of"),
        required=False,
        help_text=_("Type a part of its name. Leave empty for a unit at the top."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution
        parent = self.fields["parent"]
        assert isinstance(parent, UnitField)  # noqa: S101  (for the type checker)
        parent.of(institution)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_parent(self) -> Unit | None:
        key = self.cleaned_data["parent"]
        return Unit.objects.of(self.institution).get(pk=key) if key else None


class MergeForm(forms.Form):
    """The unit into which another one is merged."""

    into = UnitField(
        label=_("Merge into"), help_text=_("Type a part of the name of the unit that stays.")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution
        into = self.fields["into"]
        assert isinstance(into, UnitField)  # noqa: S101  (for the type checker)
        into.of(institution)

    def clean_into(self) -> Unit:
        found: Unit = Unit.objects.of(self.institution).get(pk=self.cleaned_data["into"])
        return found
