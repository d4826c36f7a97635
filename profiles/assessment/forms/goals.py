from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput, TextArea
from profiles.assessment.forms.parts import EditForm
from profiles.models import Goal, GoalNote

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def day_field(label: StrOrPromise, *, help_text: str = "") -> forms.DateField:
    """Return a day, typed or picked; browsers send it as year-month-day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=DayInput(),
    )


class GoalForm(EditForm):
    """A goal, the value that it serves, and by when [C, P]."""

    horizon = forms.ChoiceField(
        label=_("What kind of goal"), choices=Goal.Horizon, widget=forms.RadioSelect
    )
    text = TextArea(label=_("Goal"), max_length=4000, rows=4)
    value_served = forms.CharField(
        label=_("Related value"),
        help_text=_("Which of your core values is behind this goal?"),
        max_length=200,
        required=False,
    )
    target_date = day_field(_("Target date"))


class TargetForm(forms.Form):
    """An intermediate target [L]."""

    text = forms.CharField(label=_("Step"), max_length=500)
    due_date = day_field(_("Target date"))


class NoteForm(forms.Form):
    """What the person reports against a goal [L]."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=GoalNote.Kind,
        initial=GoalNote.Kind.PROGRESS,
        widget=forms.RadioSelect,
    )
    text = TextArea(label=_("Note"), max_length=4000, rows=3)
