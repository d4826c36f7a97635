"""Units that a file would add: which they are, which look like one that is there, what was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mentornet.folding import distance, fold
from profiles.roster.domain.plan import ImportPlan
from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.snapshot import Path, folded, path_in_words

Choices = Mapping[str, str]
"""New path → the path to use in its place, both as they are shown."""
RARE = 3
"""Of two new units alike, the one is meant by mistake that has so many times fewer people."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that the file would add, with its people in the file, those below included."""

    path: Path
    people: int
    like: Path | None = None


def new_units(plan: ImportPlan) -> list[NewUnit]:
    """Return the units that *plan* would add, parents first, each with the one that it looks like."""
    people: Counter[Path] = Counter()
    names: dict[Path, Path] = {}
    for person in plan.people:
        path = person.row.unit or ()
        for depth in range(1, len(path) + 1):
            key = folded(path[:depth])
            people[key] += 1
            names.setdefault(key, path[:depth])
    added = [key for key in names if key not in plan.snapshot.units]
    known = _by_parent({*plan.snapshot.units, *names})
    shown = names | {folded(path): path for path in plan.snapshot.unit_names}
    return [
        NewUnit(names[key], people[key], _like(key, known, plan, people, shown))
        for key in sorted(added)
    ]


def with_choices(rows: Iterable[RawRow], choices: Choices) -> list[RawRow]:
    """Return *rows* with the chosen units in place of those that the file names."""
    if not choices:
        return list(rows)
    wanted = {folded(_parts(new)): _parts(existing) for new, existing in choices.items()}
    return [_chosen(row, wanted) for row in rows]


def _chosen(row: RawRow, wanted: Mapping[Path, Path]) -> RawRow:
    path = _parts(row.cells.get("unit", ""))
    for depth in range(len(path), 0, -1):
        existing = wanted.get(folded(path[:depth]))
        if existing is not None:
            unit = path_in_words((*existing, *path[depth:]))
            return replace(row, cells={**row.cells, "unit": unit})
    return row


def _parts(text: str) -> Path:
    return tuple(part for one in text.split("/") if (part := " ".join(one.split())))


def _by_parent(keys: Iterable[Path]) -> dict[Path, list[Path]]:
    found: dict[Path, list[Path]] = {}
    for key in sorted(keys):
        found.setdefault(key[:-1], []).append(key)
    return found


def _like(
    key: Path,
    known: Mapping[Path, list[Path]],
    plan: ImportPlan,
    people: Mapping[Path, int],
    shown: Mapping[Path, Path],
) -> Path | None:
    """Return the unit beside *key* that it looks like most: one that is there, or a more common one."""
    best: tuple[int, int, Path] | None = None
    for other in known[key[:-1]]:
        there = other in plan.snapshot.units
        if other == key or not (there or people[other] >= RARE * people[key]):
            continue
        apart = letters_apart(key[-1], other[-1])
        if apart is None:
            continue
        if best is None or (apart, -people.get(other, 0)) < best[:2]:
            best = (apart, -people.get(other, 0), other)
    return shown[best[2]] if best else None


def letters_apart(one: str, other: str) -> int | None:
    """Return how many letters two names differ by; None where they are different names.

    >>> letters_apart("Cardiolgy", "Cardiology"), letters_apart("Women's Health", "Womens health")
    (1, 0)
    >>> letters_apart("Surgery", "Urology"), letters_apart("Ward 1", "Ward 2")
    (None, None)
    """
    first, second = fold(one), fold(other)
    if first == second:
        return 0
    # Numbers tell units apart.
    if [c for c in first if c.isdigit()] != [c for c in second if c.isdigit()]:
        return None
    most = 2 if min(len(first), len(second)) >= 8 else 1
    if min(len(first), len(second)) < 5:
        return None
    found = distance(first, second, most=most)
    return found if found <= most else None
