from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.check_ins.feedback.models import Feedback
from mentornet.pages.fields import TextArea

LABELS = {
    "time": _("We find the time that we agreed on"),
    "listening": _("I am listened to"),
    "useful": _("I take something useful away from our meetings"),
    "safe": _("I can say what I find hard"),
    "goals": _("We work on what matters to me"),
}
SCALE = [("", _("Not said")), *Feedback.Agreement.choices]


class FeedbackForm(forms.Form):
    """What helps, what to change, five statements, and for whom it is."""

    helps = TextArea(label=_("What helps me"), max_length=4_000, required=False, rows=3)
    change = TextArea(label=_("What I would change"), max_length=4_000, required=False, rows=3)
    audience = forms.ChoiceField(
        label=_("Whom this is for"),
        choices=Feedback.Audience,
        widget=forms.RadioSelect,
        initial=Feedback.Audience.MINE,
        help_text=_("Supervisors and directors never read it. Figures need many people."),
    )
    field_order = ("helps", "change", *Feedback.ITEMS, "audience")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Feedback.ITEMS:
            self.fields[name] = forms.TypedChoiceField(
                label=LABELS[name], choices=SCALE, coerce=int, empty_value=None, required=False
            )
        self.order_fields(self.field_order)
