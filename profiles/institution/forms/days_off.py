from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea
from profiles.institution.written_days import LONGEST_NAME, LONGEST_RANGE, UnreadableDay, read_line

MOST_LINES = 100


class DaysOffField(TextArea):
    """Days and ranges of days with their names, one a line; a list of [first, last, name]."""

    month_first = False
    """Whether 3/4/2027 is March 4 here."""

    def prepare_value(self, value: Any) -> Any:
        """Return the rows as lines."""
        return lines_of(value) if isinstance(value, list) else value

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
                found.append(self._read(line))
            except forms.ValidationError as error:
                error.params = {"line": number}
                wrong.append(error)
        if wrong:
            raise forms.ValidationError(wrong)
        return sorted(found)

    def _read(self, line: str) -> list[str]:
        try:
            first, last, name = read_line(line, month_first=self.month_first)
        except UnreadableDay as error:
            raise forms.ValidationError(error.message) from error
        if not timedelta(0) <= last - first <= LONGEST_RANGE:
            raise forms.ValidationError(
                _("Line %(line)d: the last day must come after the first, within four months.")
            )
        if not 0 < len(name) <= LONGEST_NAME:
            raise forms.ValidationError(
                _(
                    "Line %(line)d: add a name of up to 80 characters after the day, such as "
                    "Winter break."
                )
            )
        return [first.isoformat(), last.isoformat(), name]


def lines_of(rows: list[tuple[date | str, date | str, str]]) -> str:
    """Return days off as the field shows them, one a line."""
    return "\n".join(
        f"{first} {name}" if first == last else f"{first} to {last} {name}"
        for first, last, name in rows
    )
