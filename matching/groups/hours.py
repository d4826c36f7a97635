"""When people are free in a week, on one clock: pure, in half hours from Monday 00:00.

People say it in their own wall time. A group meets at one hour of its program's clock from the
first session to the last, so a half hour counts for someone only if it falls into their free
time in every week of the program, the weeks after one of the two clocks changed included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SLOT = timedelta(minutes=30)
SLOTS_A_DAY = 48
SLOTS_A_WEEK = 7 * SLOTS_A_DAY
# Clocks repeat themselves every year.
WEEKS_LOOKED_AT = 53


def on_clock(
    slots: Iterable[int], *, zone: str, clock: str, first: date, last: date
) -> frozenset[int]:
    """Return the half hours of *clock*'s week that lie in *slots* of *zone*'s week, all along.

    *slots*: half hours of the person's own week (0 to 335). *first* and *last*: the program's
    days. A half hour that straddles two of the person's needs both.
    """
    free = frozenset(slots)
    if zone == clock:
        return frozenset(slot for slot in free if 0 <= slot < SLOTS_A_WEEK)
    wanted = _wanted(zone, clock, _mondays(first, last))
    return frozenset(slot for slot, needed in enumerate(wanted) if needed <= free)


def shown_on(slots: Iterable[int], *, clock: str, zone: str, day: date) -> list[int]:
    """Return half hours of *clock*'s week as *zone*'s clock shows them in the week of *day*."""
    if zone == clock:
        return sorted(slots)
    midnight = datetime.combine(day - timedelta(days=day.weekday()), time())
    found: list[int] = []
    for slot in slots:
        moment = (midnight + slot * SLOT).replace(tzinfo=ZoneInfo(clock)).astimezone(ZoneInfo(zone))
        half_hour = moment.hour * 2 + moment.minute // 30
        found.append(moment.weekday() * SLOTS_A_DAY + half_hour)
    return sorted(found)


def longest_stretch(slots: Iterable[int]) -> int:
    """Return the most half hours in a row among *slots*, within one day."""
    longest = run = 0
    before = -2
    for slot in sorted(slots):
        run = run + 1 if slot == before + 1 and slot % SLOTS_A_DAY else 1
        longest, before = max(longest, run), slot
    return longest


def stretches(slots: Iterable[int]) -> list[tuple[int, int]]:
    """Return *slots* as stretches within a day: the first half hour and the one after the last."""
    found: list[tuple[int, int]] = []
    for slot in sorted(slots):
        if found and found[-1][1] == slot and slot % SLOTS_A_DAY:
            found[-1] = (found[-1][0], slot + 1)
        else:
            found.append((slot, slot + 1))
    return found


def at(slot: int) -> time:
    """Return the wall time at which a half hour begins."""
    half_hours = slot % SLOTS_A_DAY
    return time(half_hours // 2, half_hours % 2 * 30)


def _mondays(first: date, last: date) -> tuple[date, ...]:
    monday = first - timedelta(days=first.weekday())
    found: list[date] = []
    while monday <= last and len(found) < WEEKS_LOOKED_AT:
        found.append(monday)
        monday += timedelta(days=7)
    return tuple(found or [monday])


@lru_cache(maxsize=512)
def _wanted(zone: str, clock: str, mondays: tuple[date, ...]) -> tuple[frozenset[int], ...]:
    """For each half hour of *clock*: the half hours of *zone* that it touches in any of the weeks."""
    there, here = ZoneInfo(zone), ZoneInfo(clock)
    touched: list[set[int]] = [set() for _ in range(SLOTS_A_WEEK)]
    for monday in _unlike(mondays, there, here):
        midnight = datetime.combine(monday, time())
        for slot in range(SLOTS_A_WEEK):
            starts = (midnight + slot * SLOT).replace(tzinfo=here).astimezone(there)
            for moment in (starts, starts + SLOT - timedelta(minutes=1)):
                half_hour = moment.hour * 2 + moment.minute // 30
                touched[slot].add(moment.weekday() * SLOTS_A_DAY + half_hour)
    return tuple(frozenset(one) for one in touched)


def _unlike(mondays: Sequence[date], there: ZoneInfo, here: ZoneInfo) -> list[date]:
    """Return one week of each kind: those in which the clocks stand differently to each other."""
    kinds: dict[tuple[timedelta, ...], date] = {}
    for monday in mondays:
        noons = [
            datetime.combine(monday + timedelta(days=day), time(12), tzinfo=here)
            for day in range(7)
        ]
        kinds.setdefault(tuple(_ahead(noon, there) for noon in noons), monday)
    return list(kinds.values())


def _ahead(moment: datetime, there: ZoneInfo) -> timedelta:
    own, other = moment.utcoffset(), moment.astimezone(there).utcoffset()
    return (other or timedelta()) - (own or timedelta())
