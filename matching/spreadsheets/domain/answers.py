"""The same person in several rows: the latest answer counts, or each row is one of their choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from matching.spreadsheets.domain.columns import Field
from matching.spreadsheets.domain.parts import Named, Problem
from mentornet.names import plain_name
from mentornet.tabular.tables import DayOrder, Table

_SHOWN = 60
_NUMBERS = re.compile(r"\d+")
_LAST_PLACE = 10_000
Moment = tuple[int, ...]


def one_each(
    people: Sequence[Named], table: Table, mapping: Mapping[int, Field]
) -> tuple[list[Named], list[Problem]]:
    """Return each person of one side once, and what was noticed: which rows aren't used, or were put together."""
    groups: dict[str, list[Named]] = {}
    for one in _by_one_key(people):
        groups.setdefault(one.person.key, []).append(one)
    cells = dict(table.rows)
    found, problems = [], []
    for group in groups.values():
        if len(group) == 1:
            found += group
        elif _is_a_row_a_choice(group, cells, mapping):
            one, said = _with_all_choices(group, cells, mapping)
            found.append(one)
            problems += said
        else:
            latest, note = _latest(group, table, mapping)
            found.append(latest)
            problems += [
                _earlier(one, latest, table, mapping, note) for one in group if one is not latest
            ]
    return found, problems


def _by_one_key(people: Sequence[Named]) -> list[Named]:
    """Give those who left out their email the key of the one person with their name."""
    keys: dict[str, set[str]] = {}
    for one in people:
        if one.email:
            keys.setdefault(plain_name(one.name), set()).add(one.person.key)
    found = []
    for one in people:
        same = keys.get(plain_name(one.name), set()) if not (one.email or one.number) else set()
        person = replace(one.person, key=next(iter(same))) if len(same) == 1 else one.person
        found.append(replace(one, person=person))
    return found


def _columns(mapping: Mapping[int, Field], *wanted: Field) -> list[int]:
    return [at for at, meant in mapping.items() if meant in wanted]


def _is_a_row_a_choice(
    group: Sequence[Named], cells: Mapping[int, Sequence[str]], mapping: Mapping[int, Field]
) -> bool:
    """Return whether rows of one person differ in nothing but whom they choose, or say which choice it is."""
    chosen = _columns(mapping, Field.CHOICES)
    rows = [cells[one.row] for one in group]
    if not chosen or not all(any(row[at] for at in chosen) for row in rows):
        return False
    if places := _columns(mapping, Field.CHOICE_PLACE):
        return all(any(row[at] for at in places) for row in rows)
    used = [at for at, meant in mapping.items() if meant not in (Field.IGNORE, Field.CHOICES)]
    picked = {tuple(row[at] for at in chosen) for row in rows}
    return len(picked) == len(rows) and len({tuple(row[at] for at in used) for row in rows}) == 1


def _with_all_choices(
    group: Sequence[Named], cells: Mapping[int, Sequence[str]], mapping: Mapping[int, Field]
) -> tuple[Named, list[Problem]]:
    places = _columns(mapping, Field.CHOICE_PLACE)

    def place(one: Named) -> tuple[int, int]:
        said = next((cells[one.row][at] for at in places if cells[one.row][at]), "")
        number = _NUMBERS.search(said)
        return int(number[0][:4]) if number else _LAST_PLACE, one.row

    ordered = sorted(group, key=place)
    names = dict.fromkeys(name for one in ordered for name in one.choices)
    first = replace(ordered[0], row=group[0].row, choices=tuple(names))
    rows = ", ".join(str(one.row) for one in group)
    message = _("Rows %(rows)s are choices of one person, best first: %(names)s.")
    words = {"rows": rows, "names": ", ".join(names)}
    return first, [Problem(group[0].row, "", first.name, message % words)]


def _latest(
    group: Sequence[Named], table: Table, mapping: Mapping[int, Field]
) -> tuple[Named, str]:
    """Return the answer that counts, and what to know about how it was told."""
    cells = dict(table.rows)
    last = group[-1]
    when = _columns(mapping, Field.WHEN)
    if not when:
        return last, ""
    days = table.days.get(when[0])
    is_day_first = days is not None and days.order == DayOrder.DAY_FIRST
    texts = [cells[one.row][when[0]] for one in group]
    told = [_latest_by(texts, is_day_first=is_day_first)]
    if days is None or days.order in (DayOrder.AMBIGUOUS, DayOrder.MIXED):
        told.append(_latest_by(texts, is_day_first=True))
    if told[0] is None or len(set(told)) > 1:
        return last, _("The times can’t be told for sure, so we use the later row.")
    return group[told[0]], ""


def _latest_by(texts: Sequence[str], *, is_day_first: bool) -> int | None:
    moments = [moment_of(text, is_day_first=is_day_first) for text in texts]
    if not all(moments):
        return None
    return max(range(len(texts)), key=lambda at: (moments[at], at))


def moment_of(text: str, *, is_day_first: bool = False) -> Moment:
    """Return what orders moments: year, month, day, hour, minute, second; empty where *text* is none.

    >>> moment_of("3/2/26 9:03:40 PM"), moment_of("2026-03-02 09:04"), moment_of("soon")
    ((2026, 3, 2, 21, 3, 40), (2026, 3, 2, 9, 4, 0), ())
    """
    day, _blank, clock = text.replace("T", " ").partition(" ")
    numbers = [int(one[:4]) for one in _NUMBERS.findall(day)]
    if len(numbers) != 3:
        return ()
    if numbers[0] > 31:
        year, month, number = numbers
    elif is_day_first:
        number, month, year = numbers
    else:
        month, number, year = numbers
    if month > 12 or number > 31:
        return ()
    parts = [int(one[:2]) for one in _NUMBERS.findall(clock)[:3]]
    hour, minute, second = (*parts, 0, 0, 0)[:3]
    if re.search(r"p\.?m", clock.casefold()):
        hour = hour % 12 + 12
    elif re.search(r"a\.?m", clock.casefold()):
        hour %= 12
    return (year if year > 99 else 2000 + year, month, number, hour, minute, second)


def _earlier(
    one: Named, latest: Named, table: Table, mapping: Mapping[int, Field], note: str
) -> Problem:
    cells = dict(table.rows)
    old, new = cells[one.row], cells[latest.row]
    changes = [
        _("%(heading)s: “%(old)s” became “%(new)s”")
        % {
            "heading": _short(table.headers[at]),
            "old": _short(old[at] or "–"),
            "new": _short(new[at] or "–"),
        }
        for at, meant in mapping.items()
        if meant not in (Field.IGNORE, Field.WHEN) and old[at].casefold() != new[at].casefold()
    ]
    told = _("Same person as in row %(row)d, which is the latest answer and counts.")
    said = [told % {"row": latest.row}]
    said += [note] if note else []
    said += ["; ".join(changes[:4]) + "."] if changes else [_("Nothing else differs.")]
    return Problem(one.row, "", one.name, " ".join(said))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
