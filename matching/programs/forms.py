from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from matching.engine.scoring import DEFAULT_WEIGHTS, PARTS
from matching.pairs.domain.explanations import PART_LABELS
from matching.programs.kinds import TRAITS
from matching.programs.models import Program
from mentornet.pages.fields import DayInput
from profiles.vocabulary import Rank

DATES = ("enroll_from", "enroll_until", "starts_on")


class ProgramForm(forms.ModelForm):
    """A program as its director writes it down, with the fields of its kind.

    Saved by the domain, not by the form.
    """

    protege_ranks = forms.MultipleChoiceField(
        label=_("Protégés: which ranks"),
        choices=Rank,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all."),
    )
    mentor_ranks = forms.MultipleChoiceField(
        label=_("Mentors: which ranks"),
        choices=Rank,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all."),
    )

    class Meta:
        model = Program
        fields = (
            "name",
            "summary",
            "enroll_from",
            "enroll_until",
            "starts_on",
            "months",
            "cadence",
            "meeting_minutes",
            "protege_ranks",
            "mentor_ranks",
            "capacity",
            "places_a_mentor",
            "choices_asked",
            "listing",
            "min_steps",
            "max_steps",
            "supervision_depth",
            "same_unit",
            "method",
            "first_steps",
        )
        widgets = {name: DayInput() for name in DATES}

    def __init__(self, data: Any = None, *, kind: str, instance: Program | None = None) -> None:
        self.traits = TRAITS[kind]
        super().__init__(data, instance=instance or Program(kind=kind, **self.traits.defaults))
        for name in self.Meta.fields:
            if name not in self.traits.fields:
                del self.fields[name]
        for name, label in self.traits.labels.items():
            self.fields[name].label = capfirst(str(label))
        for name, words in self.traits.helps.items():
            self.fields[name].help_text = str(words)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("enroll_from"), cleaned.get("enroll_until")
        if first and last and last < first:
            self.add_error("enroll_until", _("This is before enrolment opens."))
        low, high = cleaned.get("min_steps"), cleaned.get("max_steps")
        if low is not None and high is not None and high < low:
            self.add_error("max_steps", _("This is less than the ranks ahead at least."))
        return cleaned

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under the headings of the page."""
        named = (
            (_("What it is"), ("name", "summary")),
            (_("When"), ("enroll_from", "enroll_until", "starts_on", "months")),
            (_("How often people meet"), ("cadence", "meeting_minutes")),
            (
                _("Who takes part"),
                ("protege_ranks", "mentor_ranks", "capacity", "places_a_mentor", "listing"),
            ),
            (
                _("Who may be paired with whom"),
                (
                    "method",
                    "choices_asked",
                    "min_steps",
                    "max_steps",
                    "supervision_depth",
                    "same_unit",
                ),
            ),
            (_("After publication"), ("first_steps",)),
        )
        shown = [
            (str(title), [self[name] for name in names if name in self.fields])
            for title, names in named
        ]
        return [(title, fields) for title, fields in shown if fields]


class WeightsForm(forms.Form):
    """What counts how much, 0 to 10; and by which method."""

    method = forms.ChoiceField(label=_("Method"), choices=Program.Method, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, program: Program) -> None:
        current = DEFAULT_WEIGHTS | program.weights
        super().__init__(data, initial={"method": program.method, **current})
        for part in PARTS:
            self.fields[part] = forms.FloatField(
                label=PART_LABELS[part],
                min_value=0,
                max_value=10,
                widget=forms.NumberInput(attrs={"type": "range", "step": "1"}),
            )

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[part] for part in PARTS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned[part] for part in PARTS):
            raise forms.ValidationError(_("At least one must be more than 0."), code="all_zero")
        return cleaned

    def weights(self) -> dict[str, float]:
        return {part: self.cleaned_data[part] for part in PARTS}


class RunForm(forms.Form):
    """Starting a run: one method or both, and the draw among equals."""

    BOTH = "both"

    method = forms.ChoiceField(
        label=_("Method"),
        choices=[*Program.Method.choices, (BOTH, _("Both, side by side"))],
        widget=forms.RadioSelect,
    )
    seed = forms.IntegerField(
        label=_("Draw among equals"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=_("Any number. The same number draws the same; another one may draw otherwise."),
    )
    raise_worst = forms.BooleanField(
        label=_("Give up to 2% of the total to raise the weakest pair (best overall only)"),
        required=False,
    )
