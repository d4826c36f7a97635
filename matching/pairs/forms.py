"""Choosing among people, starting a run, and the match weights."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine.scoring import DEFAULT_WEIGHTS, PARTS
from matching.pairs.domain.explanations import PART_LABELS
from matching.programs.models import Program
from mentornet.pages.editing import EditForm
from mentornet.pages.fields import TextArea
from profiles.own_words import AREA, RANK
from profiles.vocabulary import MentorRole
from profiles.words.fields import OwnWordField


class BrowseForm(forms.Form):
    """Looking through the people on the other side."""

    q = forms.CharField(label=_("Name, unit or topic"), required=False, max_length=200)
    area = OwnWordField(kind=AREA, label=_("Area"), empty=_("Any area"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("Any role")), *MentorRole.choices]
    )
    rank = OwnWordField(kind=RANK, label=_("Rank"), empty=_("Any rank"), required=False)

    def chosen(self) -> dict[str, str]:
        """Return what narrows the list; a value that makes no sense narrows nothing."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        found["q"] = re.sub(r"\x00", "", found["q"])
        return found


class WeightsForm(EditForm, forms.Form):
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
            raise forms.ValidationError(_("Set at least one weight above 0."), code="all_zero")
        return cleaned

    def weights(self) -> dict[str, float]:
        return {part: self.cleaned_data[part] for part in PARTS}


class RunNoteForm(EditForm, forms.Form):
    """What directors write for each other about a run."""

    note = TextArea(
        label=_("Note for other directors"),
        help_text=_("Only people who run this program see it."),
        max_length=4_000,
        required=False,
        rows=3,
    )


class PublishForm(forms.Form):
    """Words of one's own for the emails of one publication."""

    words = TextArea(
        label=_("Your message to the pairs"),
        help_text=_("It is in the email to both people of each pair."),
        max_length=2_000,
        required=False,
        rows=4,
    )


class RunForm(forms.Form):
    """Starting a run: one method or both, and the draw among equals."""

    BOTH = "both"

    method = forms.ChoiceField(
        label=_("Method"),
        choices=[*Program.Method.choices, (BOTH, _("Both, side by side"))],
        widget=forms.RadioSelect,
        help_text=_(
            "By preferences: no mentee and mentor would both prefer each other to the match they get. "
            "Best overall: the highest total of match scores."
        ),
    )
    seed = forms.IntegerField(
        label=_("Random seed"),
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text=_(
            "Decides between equal options. The same number gives the same result. Leave "
            "empty for a new one."
        ),
    )
    raise_worst = forms.BooleanField(
        label=_("Accept up to 2% less overall to improve the weakest pair (best overall only)"),
        required=False,
    )
