"""On which days an institution does not work: public holidays of its region, and days of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

SATURDAY = 5
# What becomes of what is planned for days off.
KEEP, SKIP, MOVE = "keep", "skip", "move"
# No institution is closed for so long; whatever the settings say, a next working day is found.
FARTHEST = 400
# "Independence Day (observed)" is Independence Day, on another day of the week.
MOVED = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True)
class DayOff:
    """Days of an institution's own on which no one is expected at work, both ends included."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are working days here; `worked` are holidays by name that are days like any other."""

    region: str
    worked: frozenset[str] = frozenset()
    days_off: tuple[DayOff, ...] = ()

    def name_of(self, day: date) -> str:
        """Return why no one is expected at work on *day*: the name of the holiday; "" on others."""
        own = [one.name for one in self.days_off if one.first <= day <= one.last]
        public = [name for name in _public(self.region, day.year).get(day, ()) if self._holds(name)]
        return ", ".join(dict.fromkeys([*public, *own]))

    def is_closed(self, day: date) -> bool:
        """Return whether *day* is a holiday, or one of the institution's own days off."""
        return bool(self.name_of(day))

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not self.is_closed(day)

    def next_working(self, day: date) -> date:
        """Return *day* if it is a working day, else the first one after it."""
        for late in range(FARTHEST):
            if self.is_working(day + timedelta(days=late)):
                return day + timedelta(days=late)
        return day

    def moved(self, moment: datetime, *, back: bool = False) -> datetime:
        """Return *moment*, at the same time of the next working day where it falls on a day off.

        *back*: of the one before. *moment* is in the zone whose days count. A weekend alone moves
        nothing.
        """
        day = moment.date()
        if not self.is_closed(day):
            return moment
        step = timedelta(days=-1 if back else 1)
        for _more in range(FARTHEST):
            day += step
            if self.is_working(day):
                break
        return datetime.combine(day, moment.timetz())

    def around(self, days: Iterable[date], how: str) -> list[date]:
        """Return *days* in order, each once, after those that are days off were dealt with.

        SKIP leaves these out, MOVE has the next working day in their place; what finds none within
        FARTHEST days is left out, too.
        """
        if how == MOVE:
            days = [self.next_working(day) if self.is_closed(day) else day for day in days]
        found = dict.fromkeys(days)
        return sorted(found if how == KEEP else (day for day in found if not self.is_closed(day)))

    def names_on(self, days: Iterable[date]) -> dict[date, str]:
        """Return the names of the days off among *days*, by day; other days are left out."""
        return {day: name for day in days if (name := self.name_of(day))}

    def _holds(self, name: str) -> bool:
        return plain_name(name) not in self.worked


def plain_name(name: str) -> str:
    """Return the name of a holiday wherever in the week it is observed.

    >>> plain_name("Independence Day (observed)")
    'Independence Day'
    """
    return MOVED.sub("", name)


def region_is_known(region: str) -> bool:
    """Return whether holidays are known for *region*.

    >>> region_is_known("US"), region_is_known("US-MA"), region_is_known("US-QQ")
    (True, True, False)
    """
    country, _dash, part = region.partition("-")
    parts = list_supported_countries().get(country)
    return parts is not None and (not part or part in parts)


def holidays_of(region: str, *, years: Sequence[int]) -> list[str]:
    """Return the names of the holidays of *region* in *years*, each once, in the order of the first year."""
    found: dict[str, tuple[int, int]] = {}
    for year in years:
        for day, names in _public(region, year).items():
            for name in names:
                if name == plain_name(name):
                    found.setdefault(name, (day.month, day.day))
    return sorted(found, key=lambda name: (found[name], name))


@lru_cache(maxsize=512)
def _public(region: str, year: int) -> dict[date, tuple[str, ...]]:
    if not region_is_known(region):
        return {}
    country, _dash, part = region.partition("-")
    known = country_holidays(country, subdiv=part or None, years=year)
    return {day: tuple(name.split("; ")) for day, name in known.items() if day.year == year}
