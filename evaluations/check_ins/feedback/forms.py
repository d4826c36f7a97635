from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.check_ins.feedback.models import Feedback
from mentornet.pages.fields import TextArea

LABELS = {
    "time": _("We meet as often as we agreed"),
    "listening": _("I feel heard"),
    "useful": _("Our meetings are useful to me"),
    "safe": _("I can talk about what is hard for me"),
    "goals": _("We work on what matters to me"),
}
SCALE = [("", _("No answer")), *Feedback.Agreement.choices]


class FeedbackForm(forms.Form):
    """What helps, what to change, five statements, and for whom it is."""

    helps = TextArea(label=_("What helps"), max_length=4_000, required=False, rows=3)
    change = TextArea(label=_("What to change"), max_length=4_000, required=False, rows=3)
    audience = forms.ChoiceField(
        label=_("Who can see this"),
        choices=Feedback.Audience,
        widget=forms.RadioSelect,
        initial=Feedback.Audience.MINE,
        help_text=_(
            "No one outside this relationship can see it. Figures always cover many people."
        ),
    )
    field_order = ("helps", "change", *Feedback.ITEMS, "audience")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Feedback.ITEMS:
            self.fields[name] = forms.TypedChoiceField(
                label=LABELS[name], choices=SCALE, coerce=int, empty_value=None, required=False
            )
        self.order_fields(self.field_order)
