from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea

DAY = r"(\d{4}-\d{1,2}-\d{1,2})"
LINE = re.compile(rf"{DAY}(?:\s*(?:to|until|a|al|–|—|-)\s*{DAY})?[\s:,]*(.*)")
LONGEST_RANGE = timedelta(days=120)
LONGEST_NAME = 80
MOST_LINES = 100


class DaysOffField(TextArea):
    """Days and ranges of days with their names, one a line; a list of [first, last, name]."""

    def prepare_value(self, value: Any) -> Any:
        """Return the rows as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{first} {name}" if first == last else f"{first} to {last} {name}"
            for first, last, name in value
        )

    def clean(self, value: Any) -> Any:
        lines = [
            (number, line.strip())
            for number, line in enumerate(super().clean(value).splitlines(), 1)
            if line.strip()
        ]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Enter at most 100 lines. Delete those that are over."))
        found, wrong = [], []
        for number, line in lines:
            try:
                found.append(_read(line))
            except forms.ValidationError as error:
                error.params = {"line": number}
                wrong.append(error)
        if wrong:
            raise forms.ValidationError(wrong)
        return sorted(found)


def _read(line: str) -> list[str]:
    match = LINE.fullmatch(line)
    first = _day(match[1]) if match else None
    last = _day(match[2] or match[1]) if match else None
    if match is None or first is None or last is None:
        raise forms.ValidationError(
            _(
                "Line %(line)d: start with a day like 2026-12-24 or a range like 2026-12-24 to 2027-01-03."
            )
        )
    if not timedelta(0) <= last - first <= LONGEST_RANGE:
        raise forms.ValidationError(
            _("Line %(line)d: the last day must come after the first, within four months.")
        )
    if not 0 < len(match[3]) <= LONGEST_NAME:
        raise forms.ValidationError(
            _(
                "Line %(line)d: add a name of up to 80 characters after the day, such as Winter break."
            )
        )
    return [first.isoformat(), last.isoformat(), match[3]]


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
