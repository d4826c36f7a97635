from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.meetings.forms import MODES, MomentField, wrong_plan
from evaluations.sessions.attendance.models import SessionNeeds
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea


class AbsenceForm(forms.Form):
    """Words to those who facilitate, which no one has to add."""

    words = TextArea(
        label=gettext_lazy("Message to your facilitator"),
        max_length=1_000,
        required=False,
        rows=3,
    )


class MakeUpForm(forms.Form):
    """When and where a make-up session is."""

    starts_at = MomentField(label=gettext_lazy("When"))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=gettext_lazy("Format"), choices=MODES, required=False)
    place = forms.CharField(label=gettext_lazy("Place or link"), max_length=300, required=False)

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment


class PlaceForm(EditForm, forms.Form):
    """Where a session is, in the room and by video."""

    mode = forms.ChoiceField(label=gettext_lazy("Format"), choices=MODES, required=False)
    room = forms.CharField(label=gettext_lazy("Room"), max_length=150, required=False)
    link = forms.URLField(
        label=gettext_lazy("Video link"),
        help_text=gettext_lazy("For people who join by video, also in hybrid sessions."),
        max_length=200,
        required=False,
        assume_scheme="https",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and len(self.place()) > 300:
            raise forms.ValidationError(
                _("The room and link are too long together. Shorten one of them.")
            )
        return cleaned

    def place(self) -> str:
        """Return both as one text."""
        both = (self.cleaned_data.get("room", "").strip(), self.cleaned_data.get("link", ""))
        return ", ".join(one for one in both if one)


class NeedsForm(forms.Form):
    """What someone needs at sessions; nothing ticked is an answer as well."""

    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What do you need?"),
        choices=SessionNeeds.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
