"""Columns of lists: the reader's formats on the page and plain values in files.

They are declared with django-tables2 and take its arguments: `verbose_name`, `visible=False` (only when
chosen), `exclude_from_export`, `order_by` (fields or annotations that are never NULL). Cells are read
here, without its rows, which look up the signature of a method for each.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from mentornet import moments
from mentornet.pages.markup import escaped

DAY = {"td": {"class": "day"}}
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
EMPTY = "–"


class ListTable(tables.Table):
    """The columns of one list. Their order is the order on the page."""


class ValueColumn(tables.Column):
    """What *value* makes of the row: the same on the page and in files.

    *template*, if given, draws the cell on the page, with `record` and `value`; *linkify* returns
    where the cell leads.
    """

    def __init__(
        self,
        verbose_name: Any = None,
        *,
        value: Callable[[Any], Any],
        template: str = "",
        linkify: Callable[[Any], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(verbose_name, **kwargs)
        self.of_row, self.template, self.link_of = value, template, linkify

    def cell(self, record: Any) -> Any:
        """Return the cell of the page: text, or mark-up that is safe."""
        value = self.of_row(record)
        if self.template:
            return render_to_string(self.template, {"record": record, "value": value})
        shown = EMPTY if value is None or value == "" else self.shown(value)
        if self.link_of is None or shown is EMPTY:
            return shown
        # Both parts are escaped here.
        return mark_safe(f'<a href="{escaped(self.link_of(record))}">{escaped(shown)}</a>')

    def file_heading(self) -> str:
        """Return the heading of a file."""
        return str(self.verbose_name)

    def file_cell(self, record: Any) -> Any:
        """Return the cell of a file."""
        return self.written(self.of_row(record))

    def shown(self, value: Any) -> Any:
        """Return *value*, which is not empty, as the page shows it."""
        return value

    def written(self, value: Any) -> Any:
        """Return *value* as files have it."""
        return value


class NumberColumn(ValueColumn):
    """A number, at the end of its cell."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, attrs=NUMBER, **kwargs)

    def shown(self, value: Any) -> Any:
        """Return the number as the reader writes it."""
        return moments.number(value)


class DayColumn(ValueColumn):
    """A day, or the day of a moment: in the reader's format, as a day in files."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, attrs=DAY, **kwargs)

    def shown(self, value: Any) -> Any:
        """Return "Nov 29, 2026"."""
        return moments.day(value)

    def written(self, value: Any) -> Any:
        """Return the day where the reader is."""
        return moments.on_the_wall(value).date() if isinstance(value, datetime) else value


class MomentColumn(DayColumn):
    """A moment: in the reader's format, as a day and time in files, which say in which zone that is."""

    def file_heading(self) -> str:
        """Return "When (America/New_York)"."""
        return moments.in_zone_here(self.verbose_name)

    def shown(self, value: Any) -> Any:
        """Return "Nov 29, 2026, 2:30 PM"."""
        return moments.day_time(value)

    def written(self, value: Any) -> Any:
        """Return the moment as clocks where the reader is show it."""
        return moments.on_the_wall(value) if value else value


class PillColumn(ValueColumn):
    """A state: *value* returns its words and its tone (see components/status_pill.html)."""

    def shown(self, value: Any) -> Any:
        """Return the pill."""
        label, tone = value
        return _pill(str(label), str(tone))

    def written(self, value: Any) -> Any:
        """Return the words."""
        return str(value[0]) if value else ""


@lru_cache(maxsize=1_000)
def _pill(label: str, tone: str) -> SafeString:
    """Return the component, which says nothing but these two."""
    return render_to_string("components/status_pill.html", {"label": label, "tone": tone})
