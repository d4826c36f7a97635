"""Days as people write them, one day or range and its name on a line, and as calendar files hold them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from icalendar import Calendar, Component

from mentornet.folding import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_WEEKDAY = r"(?:[^\W\d]{3,10}\.?,?\s+)?"
_MONTH = r"([^\W\d]{3,10})\.?"
_ORDINAL = r"(?:st|nd|rd|th|º|°)?\b"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMBERS = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})\b")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH}\s+(\d{{1,2}}){_ORDINAL}(?:,?\s*(\d{{4}})\b)?", re.I)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}}){_ORDINAL}\s+(?:de\s+|of\s+)?{_MONTH}(?:,?\s*(?:del?\s+)?(\d{{4}})\b)?",
    re.I,
)
_DAY_ALONE = re.compile(rf"(\d{{1,2}}){_ORDINAL}(?:,?\s*(\d{{4}})\b)?", re.I)
_BETWEEN = re.compile(r"\s*(?:–|—|-)\s*|\s+(?:to|until|through|thru|a|al|hasta)\s+", re.I)
_BEFORE_NAME = " \t:,;–—-"
# Of a calendar file: what ends before today, or begins later, is of no use.
FARTHEST = timedelta(days=730)
LONGEST_RANGE = timedelta(days=120)
LONGEST_NAME = 80
_START = _(
    "Line %(line)d: start with a day like 2026-12-24, 12/24/2026 or Dec 24, 2026, or with a range like "
    "Dec 24, 2026 to Jan 3, 2027."
)


class UnreadableDay(ValueError):
    """The line does not start with a day; *message* says what to write, with a place for the line's number."""

    def __init__(self, message: StrPromise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class _Part:
    """What a text says of a day: 0 where it leaves out the year or the month."""

    year: int
    month: int
    day: int

    def date(self) -> date | None:
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def read_line(line: str, *, month_first: bool) -> tuple[date, date, str]:
    """Return the first and the last day that *line* starts with, and the name after them.

    *month_first* says that 3/4/2027 is March 4 here; where it does not hold, days that can be read
    both ways are refused. Raises UnreadableDay.

    >>> read_line("Dec 24, 2026 - Jan 3, 2027: Winter break", month_first=True)
    (datetime.date(2026, 12, 24), datetime.date(2027, 1, 3), 'Winter break')
    >>> read_line("March 8-12, 2027 Spring break", month_first=True)[1]
    datetime.date(2027, 3, 12)
    """
    line = line.strip()
    found = _part(line, month_first=month_first) or _without_month(line)
    if found is None:
        raise UnreadableDay(_START)
    first, end = found
    last = first
    gap = _BETWEEN.match(line, end)
    if gap is not None and (second := _second(line, gap.end(), first, month_first=month_first)):
        last, end = second
    if first.year == 0 and last.year == 0:
        raise UnreadableDay(_("Line %(line)d: add the year to the day."))
    last = replace(last, month=last.month or first.month, year=last.year or first.year)
    first = replace(first, month=first.month or last.month)
    first = replace(first, year=first.year or last.year - (first.month > last.month))
    one, other = first.date(), last.date()
    if one is None or other is None:
        raise UnreadableDay(_START)
    return one, other, line[end:].strip(_BEFORE_NAME)


def _without_month(line: str) -> tuple[_Part, int] | None:
    """The first day of a range like "8-12 March 2027"."""
    first = _DAY_ALONE.match(line)
    gap = _BETWEEN.match(line, first.end()) if first and not first[2] else None
    if first is None or gap is None or not _DAY_FIRST.match(line, gap.end()):
        return None
    return _Part(0, 0, int(first[1])), first.end()


def _second(line: str, at: int, first: _Part, *, month_first: bool) -> tuple[_Part, int] | None:
    """The last day of a range, which has no month in "March 8-12, 2027"."""
    if found := _part(line, month_first=month_first, at=at):
        return found
    match = _DAY_ALONE.match(line, at)
    if match is None or (first.year and not match[2]):
        return None
    return _Part(int(match[2] or 0), 0, int(match[1])), match.end()


def _part(line: str, *, month_first: bool, at: int = 0) -> tuple[_Part, int] | None:
    if match := _ISO.match(line, at):
        return _Part(int(match[1]), int(match[2]), int(match[3])), match.end()
    if match := _NUMBERS.match(line, at):
        return _in_numbers(match, month_first=month_first), match.end()
    if (match := _MONTH_FIRST.match(line, at)) and (month := _month(match[1])):
        return _Part(int(match[3] or 0), month, int(match[2])), match.end()
    if (match := _DAY_FIRST.match(line, at)) and (month := _month(match[2])):
        return _Part(int(match[3] or 0), month, int(match[1])), match.end()
    return None


def _in_numbers(match: re.Match[str], *, month_first: bool) -> _Part:
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or one > 12:
        one, other = other, one
    elif not month_first and one != other and other <= 12:
        raise UnreadableDay(
            _("Line %(line)d: write the month as a word. The numbers could be read both ways.")
        )
    return _Part(year if year > 99 else 2000 + year, one, other)


def _month(word: str) -> int:
    """Return the number of the month that *word* begins or names, in a language we speak; else 0."""
    key = fold(word)
    return next((number for name, number in _months() if name.startswith(key)), 0)


@cache
def _months() -> tuple[tuple[str, int], ...]:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found += [(fold(str(name)), number) for number, name in MONTHS.items()]
    return tuple(found)


def read_calendar(content: bytes, *, today: date) -> list[tuple[date, date, str]]:
    """Return the all-day events of a calendar file that are not over: first day, last day and name.

    Left out are events with a time, canceled ones, those that repeat by a rule, and those longer than
    four months or more than two years ahead. Raises ValueError where *content* is no calendar.
    """
    found = set()
    for calendar in Calendar.from_ical(content, multiple=True):
        for event in calendar.walk("VEVENT"):
            if (days := _all_day(event)) and today <= days[1] and days[0] <= today + FARTHEST:
                name = " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_NAME].strip()
                found.add((*days, name))
    return sorted(one for one in found if one[2])


def _all_day(event: Component) -> tuple[date, date] | None:
    first = _day(event, "DTSTART")
    if first is None or "RRULE" in event or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    after = _day(event, "DTEND")
    # The end of an all-day event is the day after it; some files have it on the day itself.
    last = max(first, after - timedelta(days=1)) if after else first
    return (first, last) if last - first <= LONGEST_RANGE else None


def _day(event: Component, name: str) -> date | None:
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
