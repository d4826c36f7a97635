from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput, TextArea
from profiles.models import GoalNote
from profiles.vocabulary import Mode

LOCAL = "%Y-%m-%dT%H:%M"
FARTHEST = timedelta(days=400)
OLDEST = timedelta(days=3660)
MODES = [("", _("Not said")), *Mode.choices]
LONGEST = 20_000


class MomentField(forms.DateTimeField):
    """A date and time in the reader's zone, on a phone's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
            input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **kwargs,
        )


class PlanForm(forms.Form):
    """One time plans a meeting; two or three let the other side choose."""

    first = MomentField(label=_("When"))
    second = MomentField(label=_("Or"), required=False)
    third = MomentField(label=_("Or"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    place = forms.CharField(label=_("Where, or the link"), max_length=300, required=False)
    agenda = TextArea(
        label=_("What to talk about"),
        help_text=_("Both of you see it, and can add to it."),
        max_length=LONGEST,
        required=False,
        rows=4,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("first", "second", "third"):
            if error := wrong_plan(cleaned.get(name)):
                self.add_error(name, error)
        return cleaned

    def times(self) -> list[datetime]:
        """Return the times offered, in any order."""
        named = (self.cleaned_data.get(name) for name in ("first", "second", "third"))
        return [one for one in named if one]


def wrong_plan(moment: datetime | None) -> str:
    """Return what is wrong with a time to plan for, or ""."""
    if moment is None:
        return ""
    if moment <= timezone.now():
        return str(_("This lies in the past. Choose a time ahead, or record a past meeting."))
    if moment > timezone.now() + FARTHEST:
        return str(_("Choose a time within the next thirteen months."))
    return ""


class MoveForm(forms.Form):
    starts_at = MomentField(label=_("When"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    place = forms.CharField(label=_("Where, or the link"), max_length=300, required=False)

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment


class RecordForm(forms.Form):
    """A meeting that took place; only the time is asked for."""

    starts_at = MomentField(label=_("When"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    notes = TextArea(
        label=_("Notes"),
        help_text=_("Both of you see them."),
        max_length=LONGEST,
        required=False,
        rows=3,
    )

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if moment > timezone.now():
            raise forms.ValidationError(_("This lies ahead. Plan the meeting instead."))
        if moment < timezone.now() - OLDEST:
            raise forms.ValidationError(_("Check the year."))
        return moment


class SeriesForm(forms.Form):
    first = MomentField(label=_("The first meeting"))

    def clean_first(self) -> datetime:
        moment: datetime = self.cleaned_data["first"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment


MEETING_TEXTS = "meeting-texts"
"""The id of the form to which the texts of a meeting's page belong without scripts."""


class MeetingTextForm(forms.Form):
    """A text of a meeting's page, with the revision that the page was opened at.

    Without scripts all of them belong to one form, so that none is lost when another one is saved.
    """

    text = TextArea(label="", max_length=LONGEST, required=False, rows=8)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = MEETING_TEXTS


class PrivateNoteForm(forms.Form):
    text = TextArea(label="", max_length=LONGEST, required=False, rows=5)


class GoalNoteForm(forms.Form):
    """How it goes with a goal, kept with the goal."""

    kind = forms.ChoiceField(label=_("What"), choices=GoalNote.Kind)
    text = forms.CharField(label=_("In a few words"), max_length=2_000)


class ActionForm(forms.Form):
    """What someone takes on."""

    text = forms.CharField(label=_("What"), max_length=500)
    owner = forms.ChoiceField(label=_("Who"))
    due_on = forms.DateField(
        label=_("By"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101  (for the type checker)
        owner.choices = people
