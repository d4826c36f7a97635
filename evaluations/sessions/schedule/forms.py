"""Forms of a group's calendar: planned, made of a curriculum, moved around holidays."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.forms import LONGEST, MODES, DaysOffForm, MomentField, wrong_plan
from mentornet.pages.fields import TextArea

EVERY = [(1, _("Every week")), (2, _("Every two weeks")), (4, _("Every four weeks"))]
LONGEST_RANGE = timedelta(days=120)


class ApplyForm(forms.Form):
    """Which curriculum, and when it begins."""

    curriculum = forms.ChoiceField(label=_("Curriculum"))
    first = MomentField(label=_("First session starts"))
    mode = forms.ChoiceField(label=_("Format"), choices=MODES, required=False)
    place = forms.CharField(label=_("Place or link"), max_length=300, required=False)

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
                        _(
                            "Line %(line)d: enter a day like 2026-12-24 or a range like 2026-12-21 to 2027-01-03."
                        ),
                        params={"line": number},
                    )
                )
            elif not timedelta(0) <= last - first <= LONGEST_RANGE:
                wrong.append(
                    forms.ValidationError(
                        _(
                            "Line %(line)d: the last day must come after the first, within four months."
                        ),
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
        label=_("Starting with this session"),
        error_messages={
            "invalid_choice": _(
                "This session was held or canceled, so you cannot change its date. Choose a later "
                "session."
            )
        },
    )
    weeks = forms.IntegerField(
        label=_("Move by how many weeks"), min_value=0, max_value=26, initial=0, required=False
    )
    skip = DaysField(
        label=_("Days without a session"),
        help_text=_("One day or range per line: 2026-12-24, or 2026-12-21 to 2027-01-03."),
        max_length=4_000,
        required=False,
        rows=3,
    )
    carry = forms.BooleanField(
        label=_("Also move all later sessions by the same number of weeks"),
        help_text=_(
            "If not checked, only sessions on those days move, each to the next free week."
        ),
        required=False,
    )

    around = forms.BooleanField(
        label=_("No session on holidays and days off of your institution"), required=False
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
        if not self.errors and not (cleaned["weeks"] or cleaned["skip"] or cleaned["around"]):
            self.add_error("weeks", _("Enter a number of weeks or the days without a session."))
        return cleaned


class SessionsForm(DaysOffForm):
    """One session, or several at the same hour."""

    first = MomentField(label=_("When"))
    count = forms.IntegerField(label=_("Number of sessions"), min_value=1, max_value=26, initial=1)
    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int, initial=4)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600, initial=120)
    mode = forms.ChoiceField(label=_("Format"), choices=MODES, required=False)
    place = forms.CharField(label=_("Place or link"), max_length=300, required=False)
    agenda = TextArea(
        label=_("Topic of the first session"), max_length=LONGEST, required=False, rows=4
    )

    def clean_first(self) -> datetime:
        moment: datetime = self.cleaned_data["first"]
        if error := wrong_plan(moment):
            raise forms.ValidationError(error)
        return moment
