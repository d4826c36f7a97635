"""What 200 institutions show, how old it is, and what it gives away; beside it, plain suppression.

`make bench-privacy`. The institutions are drawn at random (see tests/evaluations/privacy/town.py).
Each lives through half a year, publishing weekly, while people come, go and change. Then every second
publication, all together, are solved for what is so of each person. The baseline counts exactly, each
time, and suppresses within the table: two counts, one person's rank apart, are compared.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator

from evaluations.privacy.domain.publication.measures import ALL_PEOPLE
from tests.evaluations.privacy.town import (
    COLUMNS,
    NEED,
    Town,
    churn,
    edits_of,
    found_town,
    given_away,
    visible,
)

WEEKS = 26
A_WEEK = 0.02
"""Of how many people something changes in a week."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("institutions", nargs="?", type=int, default=200)
    count = parser.parse_args().institutions
    shown: list[float] = []
    ages: list[int] = []
    away = people = edits = moved = 0
    facts = solved = 0
    for seed in range(count):
        town = found_town(seed)
        town.publish()
        plain, tried = _baseline(town)
        facts += tried
        solved += plain
        for name in sorted(town.people):
            for made in edits_of(town, name):
                edits += 1
                moved += _moves(town, name, made)
        for _week in range(WEEKS):
            churn(town, A_WEEK)
            town.publish()
        away += len(given_away(town, among=tuple(range(0, WEEKS + 1, 2))))
        people += len(town.people)
        cells = list(_cells(town))
        shown.append(sum(one is not None for one in cells) / len(cells))
        ages += [one for one in cells if one is not None]
    print(f"{count} institutions, {people:,} people, {WEEKS} weekly publications each")
    print("| | facts of single people recovered | figures shown | median age |")
    print("|---|---:|---:|---:|")
    print(
        f"| MentorNet: {edits:,} single edits, {moved} of which move a figure; every second publication solved "
        f"| {away} | {100 * statistics.mean(shown):.0f} % | {statistics.median(ages):.0f} days |"
    )
    print(
        f"| baseline: exact counts, suppressed within the table; {facts:,} facts attacked "
        f"| {solved:,} ({100 * solved / facts:.0f} %) | {_plain_share(count):.0f} % | 0 days |"
    )


def _moves(town: Town, name: str, made: object) -> bool:
    attacked = town.copy()
    if made is None:
        del attacked.people[name]
    else:
        attacked.people[name] = made  # type: ignore[assignment]
    return visible(attacked.publish()) != visible(town.latest)


def _cells(town: Town) -> Iterator[int | None]:
    """The age in days of each figure, None for one that is not shown."""
    for group, row in town.latest.table.items():
        if not group.startswith(("own:", "rest:")):
            for name, cell in row.cells.items():
                if name != ALL_PEOPLE:
                    yield (town.latest.day - cell.as_of).days if cell.shown else None


def _exact(town: Town) -> dict[tuple[str, str], int]:
    """What plain counts show: each table suppressed by itself, without a memory."""
    fresh = Town(town.chance, people=dict(town.people))
    made = fresh.publish()
    return {key: count for key, (count, _day) in visible(made).items()}


def _baseline(town: Town) -> tuple[int, int]:
    """How many facts a change of rank gives away between two exact counts, and of how many."""
    before, solved, tried = _exact(town), 0, 0
    for name in sorted(town.people)[::10]:
        attacked = town.copy()
        attacked.people[name] = edits_of(town, name)[1]  # type: ignore[assignment]
        after = _exact(attacked)
        ranks = {one for one in town.people[name][0] if one.startswith("rank:")} | {
            one for one in attacked.people[name][0] if one.startswith("rank:")
        }
        for column in (*COLUMNS, NEED):
            tried += 1
            solved += any((rank, column) in before and (rank, column) in after for rank in ranks)
    return solved, tried


def _plain_share(count: int) -> float:
    shares = []
    for seed in range(count):
        town = found_town(seed)
        town.publish()
        cells = list(_cells(town))
        shares.append(sum(one is not None for one in cells) / len(cells))
    return 100 * statistics.mean(shares)


if __name__ == "__main__":
    main()
