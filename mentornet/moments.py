"""Days, times and numbers as the reader writes them: in their language's format and time zone.

The formats are those of the Unicode locale data (CLDR), through Babel. Each docstring shows US English.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, to_locale

from mentornet.languages import plain

#: A language without a country is read in the United States here.
HOME_COUNTRY = {"en": "en_US", "es": "es_US"}


def locale() -> Locale:
    """Return the locale of the active language; US English where there is none or it is unknown."""
    return _locale_of(to_locale(plain(get_language())))


@lru_cache
def _locale_of(name: str) -> Locale:
    try:
        return Locale.parse(HOME_COUNTRY.get(name, name))
    except (UnknownLocaleError, ValueError):
        language = name.partition("_")[0]
        return Locale.parse(HOME_COUNTRY.get(language, "en_US"))


def on_the_wall(value: datetime) -> datetime:
    """Return *value* as a clock where the reader is shows it, without a zone: for spreadsheets, which know none."""
    here = value.astimezone(_zone(value)) if timezone.is_aware(value) else value
    return here.replace(tzinfo=None, microsecond=0)


def in_zone_here(heading: object) -> str:
    """Return "When (America/New_York)", as the heading of what `on_the_wall` returns."""
    return f"{heading} ({timezone.get_current_timezone_name()})"


def number(value: int | Literal[""] | None) -> str:
    """Return "1,183"; "" for None, and for what a template finds nowhere."""
    return "" if value is None or value == "" else format_decimal(value, locale=locale())


def day(value: date | datetime | None) -> str:
    """Return "Nov 29, 2026"; "" for None, as all functions here."""
    return _in_format("yMMMd", value)


def weekday_day(value: date | datetime | None) -> str:
    """Return "Sun, Nov 29, 2026"."""
    return _in_format("yMMMEd", value)


def short_day(value: date | datetime | None) -> str:
    """Return "Nov 29", where the year is plain from the page."""
    return _in_format("MMMd", value)


def weekday_short_day(value: date | datetime | None) -> str:
    """Return "Sun, Nov 29"."""
    return _in_format("MMMEd", value)


def weekday(value: date | datetime | None) -> str:
    """Return "Sunday"."""
    if not value:
        return ""
    zone = _zone(value)
    own = value.astimezone(zone) if isinstance(value, datetime) and zone else value
    return locale().days["stand-alone"]["wide"][own.weekday()]


def month(value: date | datetime | None) -> str:
    """Return "November 2026"."""
    return _in_format("yMMMM", value)


def short_month(value: date | datetime | None) -> str:
    """Return "Nov 2026", where many stand side by side."""
    return _in_format("yMMM", value)


def clock(value: datetime | time | None) -> str:
    """Return "2:30 PM", in the current time zone if *value* has one."""
    if value in (None, ""):
        return ""
    told = format_time(value, "short", tzinfo=_zone(value), locale=locale())
    # CLDR puts a narrow no-break space before AM and PM, which fonts of PDFs lack.
    return told.replace("\u202f", " ")


def day_time(value: datetime | None) -> str:
    """Return "Nov 29, 2026, 2:30 PM"."""
    return _joined(day(value), clock(value))


def weekday_day_time(value: datetime | None) -> str:
    """Return "Sun, Nov 29, 2026, 2:30 PM"."""
    return _joined(weekday_day(value), clock(value))


def _joined(of_day: str, of_time: str) -> str:
    return f"{of_day}, {of_time}" if of_day else ""


def _in_format(skeleton: str, value: date | datetime | None) -> str:
    if not value:
        return ""
    if isinstance(value, datetime):
        zone = _zone(value)
        value = (value.astimezone(zone) if zone else value).date()
    return _told(skeleton, value, to_locale(plain(get_language())))


@lru_cache(maxsize=5_000)
def _told(skeleton: str, value: date, language: str) -> str:
    """Return a day in the format of *language*: a page says the same few many times."""
    told = format_skeleton(skeleton, value, fuzzy=True, locale=_locale_of(language))
    return told.replace("\u202f", " ")


def _zone(value: object) -> tzinfo | None:
    is_aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.get_current_timezone() if is_aware else None
