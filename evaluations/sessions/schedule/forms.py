"""Forms of a group's calendar: planned, made of a curriculum, moved around holidays."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.forms import LONGEST, MODES, MomentField, wrong_plan
from mentornet.pages.fields import TextArea

EVERY = [(1, _("every week")), (2, _("every two weeks")), (4, _("every four weeks"))]
LONGEST_RANGE = timedelta(days=120)


class ApplyForm(forms.Form):
    """Which curriculum, and when it begins."""

    curriculum = forms.ChoiceField(label=_("Curriculum"))
    first = MomentField(label=_("The first session begins"))
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    place = forms.CharField(label=_("Where, or the link"), max_length=300, required=False)

    def __init__(self, *args: Any, curricula: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["curriculum"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = curricula

    def clean_first(self) -> datetime:
        moment: datetime = self.cleaned_data["first"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment


class DaysField(TextArea):
    """Days and ranges of days, one a line."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found: set[date] = set()
        wrong = []
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            ends = [_day(part) for part in re.split(r"\s+(?:to|until|–|—|-)\s+|\s*[–—]\s*", line)]
            first, last = ends[0], ends[-1]
            if len(ends) > 2 or first is None or last is None:
                wrong.append(
                    forms.ValidationError(
                        _("Line %(line)d: write days as 2026-12-24, or 2026-12-21 to 2027-01-03."),
                        params={"line": number},
                    )
                )
            elif not timedelta(0) <= last - first <= LONGEST_RANGE:
                wrong.append(
                    forms.ValidationError(
                        _("Line %(line)d: the last day must follow the first within four months."),
                        params={"line": number},
                    )
                )
            else:
                found |= {first + timedelta(days=one) for one in range((last - first).days + 1)}
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


class RescheduleForm(forms.Form):
    """From which session on, how far, and around which days."""

    first = forms.ChoiceField(
        label=_("From this session on"),
        error_messages={
            "invalid_choice": _(
                "This session is not planned any more: attendance was taken, or it was called "
                "off. Its date stays; choose a later one."
            )
        },
    )
    weeks = forms.IntegerField(
        label=_("Weeks later"), min_value=0, max_value=26, initial=0, required=False
    )
    skip = DaysField(
        label=_("Days without a session"),
        help_text=_("One day or range a line: 2026-12-24, or 2026-12-21 to 2027-01-03."),
        max_length=4_000,
        required=False,
        rows=3,
    )
    carry = forms.BooleanField(
        label=_("The sessions after one that moves go on by as many weeks"),
        help_text=_("Off: only what falls on those days moves, to the next free week."),
        required=False,
    )

    def __init__(self, *args: Any, sessions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["first"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = sessions

    def clean_weeks(self) -> int:
        return self.cleaned_data["weeks"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned["weeks"] and not cleaned["skip"]:
            self.add_error("weeks", _("Say by how many weeks, or which days to leave out."))
        return cleaned


class SessionsForm(forms.Form):
    """One session, or several at the same hour."""

    first = MomentField(label=_("When"))
    count = forms.IntegerField(label=_("How many sessions"), min_value=1, max_value=26, initial=1)
    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int, initial=4)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600, initial=120)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, required=False)
    place = forms.CharField(label=_("Where, or the link"), max_length=300, required=False)
    agenda = TextArea(
        label=_("What the first one is about"), max_length=LONGEST, required=False, rows=4
    )

    def clean_first(self) -> datetime:
        moment: datetime = self.cleaned_data["first"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment
