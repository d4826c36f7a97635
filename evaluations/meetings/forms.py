from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import DayInput, TextArea
from profiles.institution.holidays import KEEP, MOVE, SKIP
from profiles.models import GoalNote
from profiles.vocabulary import Mode

LOCAL = "%Y-%m-%dT%H:%M"
FARTHEST = timedelta(days=400)
OLDEST = timedelta(days=3660)
MODES = [("", _("Not set")), *Mode.choices]
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

    first = MomentField(label=_("Date and time"))
    second = MomentField(label=_("Or at"), required=False)
    third = MomentField(label=_("Or at"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=_("Format"), choices=MODES, required=False)
    place = forms.CharField(label=_("Place or video link"), max_length=300, required=False)
    agenda = TextArea(
        label=_("Agenda"),
        help_text=_("Both of you can see it and add to it."),
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
        return str(_("This time is in the past. Choose a later time, or record a past meeting."))
    if moment > timezone.now() + FARTHEST:
        return str(_("Choose a time within the next 13 months."))
    return ""


class MoveForm(forms.Form):
    starts_at = MomentField(label=_("Date and time"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=_("Format"), choices=MODES, required=False)
    place = forms.CharField(label=_("Place or video link"), max_length=300, required=False)

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment


class RecordForm(forms.Form):
    """A meeting that took place; only the time is asked for."""

    starts_at = MomentField(label=_("Date and time"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600)
    mode = forms.ChoiceField(label=_("Format"), choices=MODES, required=False)
    notes = TextArea(
        label=_("Notes"),
        help_text=_("Both of you can see them."),
        max_length=LONGEST,
        required=False,
        rows=3,
    )

    def clean_starts_at(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        if moment > timezone.now():
            raise forms.ValidationError(
                _("This time is in the future. Schedule the meeting instead.")
            )
        if moment < timezone.now() - OLDEST:
            raise forms.ValidationError(_("Choose a date within the last ten years."))
        return moment


class DaysOffForm(forms.Form):
    """Dates of which some may be days off: what to do with these is asked once they are known."""

    days_off: Sequence[tuple[date, str]] = ()
    """The days that are asked about, each with the name of the holiday."""
    days_seen = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "on_days_off" in self.data:
            self.fields["on_days_off"] = _on_days_off()

    def must_ask(self, names: Mapping[date, str], *, of: int) -> bool:
        """Return whether the days off of *names* are still to be asked about; make the form ask.

        Whoever answered for other dates than these is asked again. *of* is how many dates there are.
        """
        self.days_off = sorted(names.items())
        self.days_seen = " ".join(day.isoformat() for day in sorted(names))
        if not names or (self.how and self.data.get("days_seen") == self.days_seen):
            return False
        self.fields["on_days_off"] = _on_days_off(alone=of == 1)
        return True

    @property
    def how(self) -> str:
        """What was answered; "" where nothing was."""
        return str(self.cleaned_data.get("on_days_off", ""))


def _on_days_off(*, alone: bool = False) -> forms.ChoiceField:
    choices = [
        (MOVE, _("Move to the next working day")),
        (SKIP, _("Skip these dates")),
        (KEEP, _("Schedule anyway")),
    ]
    return forms.ChoiceField(
        label=_("What to do on days off"),
        choices=[one for one in choices if not (alone and one[0] == SKIP)],
        widget=forms.RadioSelect,
    )


class SeriesForm(DaysOffForm):
    first = MomentField(label=_("First meeting"))

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

    kind = forms.ChoiceField(label=_("Kind of note"), choices=GoalNote.Kind)
    text = forms.CharField(label=_("Note"), max_length=2_000)


class ActionForm(forms.Form):
    """What someone takes on."""

    text = forms.CharField(label=_("Action item"), max_length=500)
    owner = forms.ChoiceField(label=_("Owner"))
    due_on = forms.DateField(
        label=_("Due date"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101  (for the type checker)
        owner.choices = people


class MyMeetingsForm(forms.Form):
    """With whom the meetings are that the reader wants to see: a relationship or a group, by its key."""

    who = forms.UUIDField(label=_("Meetings with"), required=False, widget=forms.Select)

    def offer(self, *, people: list[tuple[UUID, str]], groups: list[tuple[UUID, str]]) -> None:
        """Let the reader choose among *people* and *groups*, given as keys and names."""
        chosen = [(_("People"), people), (_("Groups"), groups)]
        self.fields["who"].widget.choices = [
            ("", _("Everyone")),
            *((title, [(str(key), name) for key, name in rows]) for title, rows in chosen if rows),
        ]
