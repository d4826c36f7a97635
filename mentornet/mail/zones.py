"""When the clocks of a time zone change, as yearly rules: calendars describe zones so.

Windows' names for zones are the other direction: what Outlook calls "Eastern Standard Time".
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Years for which a rule must hold to be one.
YEARS = 4


@dataclass(frozen=True)
class Onset:
    """One change of the clocks: `at` is what they showed just before; `byday` as RRULE has it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool
    byday: str = ""


@lru_cache(maxsize=256)
def onsets_of(zone: ZoneInfo, year: int) -> list[Onset] | None:
    """Return the changes of *year* as rules that hold from then on; None where there are none such.

    A zone whose clocks never change has one, without a rule.
    """
    years = [_changes(zone, one) for one in range(year, year + YEARS)]
    if not any(years):
        start = datetime(year, 1, 1, tzinfo=zone)
        offset = start.utcoffset() or timedelta(0)
        return [Onset(datetime(year, 1, 1), offset, offset, start.tzname() or "", summer=False)]  # noqa: DTZ001
    rules = [_rules(zone, changes) for changes in years]
    if len(rules[0]) != 2:
        return None
    found = []
    for place, first in enumerate(years[0]):
        common = set.intersection(*(one[place] if len(one) == 2 else set() for one in rules))
        if not common:
            return None
        before, after = _offsets(zone, first)
        later = first.astimezone(zone)
        found.append(
            Onset(
                at=(first + before).replace(tzinfo=None),
                before=before,
                after=after,
                name=later.tzname() or "",
                summer=after > before,
                byday=sorted(common)[0].split(" ")[0],
            )
        )
    return found


def _changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Return the moments (UTC) in *year* from which the offset is another."""
    found = []
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            found.append(_exactly(zone, day, following))
        day = following
    return found


def _exactly(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + ((high - low) / 2 // timedelta(minutes=1)) * timedelta(minutes=1)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _offsets(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, timedelta]:
    earlier = (moment - timedelta(minutes=1)).astimezone(zone).utcoffset()
    return earlier or timedelta(0), moment.astimezone(zone).utcoffset() or timedelta(0)


def _rules(zone: ZoneInfo, changes: list[datetime]) -> list[set[str]]:
    """Return for each change every rule that it follows: the day, and the month, hour and offsets."""
    found = []
    for moment in changes:
        before, after = _offsets(zone, moment)
        there = (moment + before).replace(tzinfo=None)
        day = DAYS[there.weekday()]
        rest = f"{there.month} {there.time()} {before} {after}"
        rules = {f"{(there.day - 1) // 7 + 1}{day} {rest}"}
        if there.day + 7 > monthrange(there.year, there.month)[1]:
            rules.add(f"-1{day} {rest}")
        found.append(rules)
    return found
