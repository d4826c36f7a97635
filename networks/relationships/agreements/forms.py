from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput, TextArea
from networks.relationships.agreements.models import Agreement
from profiles.vocabulary import Mode

LONGEST = 2_000
LATEST_REVIEW = timedelta(days=730)


class AgreementForm(forms.Form):
    """The terms; every text may be left empty."""

    cadence = forms.ChoiceField(label=_("How often we meet"), choices=Agreement.Cadence)
    minutes = forms.IntegerField(label=_("Minutes per meeting"), min_value=10, max_value=480)
    modes = forms.MultipleChoiceField(
        label=_("How we meet"), choices=Mode, widget=forms.CheckboxSelectMultiple, required=False
    )
    answer_within = forms.TypedChoiceField(
        label=_("How soon we reply"), choices=Agreement.AnswerWithin, coerce=int
    )
    progress = TextArea(
        label=_("What progress looks like"), max_length=LONGEST, required=False, rows=3
    )
    protege_does = TextArea(
        label=_("What the mentee does"), max_length=LONGEST, required=False, rows=2
    )
    mentor_does = TextArea(
        label=_("What the mentor does"), max_length=LONGEST, required=False, rows=2
    )
    confidentiality = TextArea(
        label=_("What stays private"), max_length=LONGEST, required=False, rows=2
    )
    mentor_or_boss = TextArea(
        label=_("Mentor or boss?"),
        help_text=_("One of us supervises the other. How do we keep the two apart?"),
        max_length=LONGEST,
        rows=2,
    )
    credit = TextArea(label=_("Credit and authorship"), max_length=LONGEST, required=False, rows=2)
    review_on = forms.DateField(
        label=_("Review this on"),
        widget=DayInput(),
    )

    def __init__(self, *args: Any, today: date, conflict: bool, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        if not conflict:
            del self.fields["mentor_or_boss"]

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if not self.today < day <= self.today + LATEST_REVIEW:
            raise forms.ValidationError(
                _("Enter a date after today and within two years."), code="review"
            )
        return day

    def terms(self) -> dict[str, Any]:
        """What the domain takes."""
        return {"mentor_or_boss": "", **self.cleaned_data}


class ChangeForm(forms.Form):
    """What a mentor elsewhere would like to be different."""

    note = TextArea(label=_("What would you change?"), max_length=1_000, rows=3)
