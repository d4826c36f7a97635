"""How the timeline is filtered, in the address of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.dashboard.activity.domain.sentences import PARTS
from evaluations.dashboard.activity.domain.timeline import Choice
from matching.models import Program
from mentornet.pages.fields import DayInput


class ActivityFilters(forms.Form):
    """What of the timeline to show; all fields are optional."""

    person = forms.CharField(label=_("Person"), required=False, max_length=100)
    part = forms.ChoiceField(
        label=pgettext_lazy("filter", "About"),
        required=False,
        choices=[("", _("Everything")), *PARTS.items()],
    )
    program: Any = forms.ModelChoiceField(
        label=_("Program"),
        required=False,
        queryset=Program.objects.none(),
        empty_label=_("All programs"),
    )
    first = forms.DateField(
        label=pgettext_lazy("day", "From"),
        required=False,
        widget=DayInput(),
    )
    last = forms.DateField(
        label=pgettext_lazy("day", "To"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs  # type: ignore[attr-defined]

    def choice(self) -> Choice:
        """Return what was asked for; what cannot be read is left out, and the form says so."""
        self.is_valid()
        found = self.cleaned_data
        return Choice(
            part=found.get("part") or "",
            program=found.get("program"),
            person=(found.get("person") or "").strip(),
            first=found.get("first"),
            last=found.get("last"),
        )
