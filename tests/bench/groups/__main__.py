"""Forming groups against chance and against greed: `make bench-groups` prints one table.

    python -m tests.bench.groups [--sizes 24 60 300 1000 5000] [--seed 1]

Every line is measured in this run, on people with eight free times of two hours in a week, three
goals of eight, four fields of twenty, a unit of n / 20, and one in seven who asked not to be the
only one. Quality is the total as a share of the bound, which no grouping can pass that places as
many. The baselines keep every rule too: what they cannot place waits and adds nothing.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np

from matching.engine.groups.arrays import Problem, pair_scores, problem
from matching.engine.groups.forming import Facilitator, Group, Grouping, Person, Rules, form, judge
from matching.engine.groups.rules import keeps
from tests.matching.engine.groups.instances import cohort

Cohort = tuple[list[Person], list[Facilitator], Rules]
Chooser = Callable[[Problem, list[int], list[int]], list[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[24, 60, 300, 1000, 5000])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| people | method | groups | waiting | total | bound | share of the bound | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        _measure(size, options.seed)


def _measure(size: int, seed: int) -> None:
    made = cohort(size, seed)
    rng = np.random.default_rng(seed)
    began = time.process_time()
    formed = form(*made, seed)
    seconds = time.process_time() - began
    if formed.bound is None:
        raise SystemExit("Groups were formed without a bound.")
    _line(size, formed.method, formed, formed.bound, seconds)
    methods: list[tuple[str, Chooser]] = [
        ("greedy", _nearest),
        ("at random", lambda there, group, left: rng.permutation(left).tolist()),
    ]
    for name, chooser in methods:
        began = time.process_time()
        groups = _one_by_one(problem(*made), chooser, rng)
        seconds = time.process_time() - began
        judged = judge(*made, groups)
        if judged.broken:
            raise SystemExit(f"{name} broke {judged.broken[0]}.")
        _line(size, name, judged, formed.bound, seconds)


def _line(size: int, name: str, found: Grouping, bound: float, seconds: float) -> None:
    print(
        f"| {size:,} | {name} | {len(found.groups)} | {len(found.waiting)} | {found.total:.4f} "
        f"| {bound:.4f} | {found.total / bound:.1%} | {seconds:.1f} |",
        flush=True,
    )


def _one_by_one(there: Problem, chooser: Chooser, rng: np.random.Generator) -> list[Group]:
    """Fill one group after another to the middle size with the first who fit, as chosen."""
    left = rng.permutation(len(there)).tolist()
    size = (there.rules.smallest + there.rules.largest) // 2
    room = [one.groups for one in there.facilitators]
    made = []
    while left and any(room):
        lead = next(at for at, free in enumerate(room) if free)
        group = [left.pop(0)]
        while len(group) < size:
            fitting = (one for one in chooser(there, group, left) if _may(there, group, one, lead))
            found = next(fitting, None)
            if found is None:
                break
            group.append(found)
            left.remove(found)
        if not keeps(there, group, lead):
            left += group[1:]
            continue
        room[lead] -= 1
        keys = tuple(there.people[one].key for one in sorted(group))
        made.append(Group(keys, there.facilitators[lead].key))
    return made


def _may(there: Problem, group: Sequence[int], one: int, lead: int) -> bool:
    """Whether *one* may join, as far as can be said before the group is full."""
    starts = there.led_starts[lead] & there.starts[one]
    for other in group:
        starts &= there.starts[other]
    return bool(starts) and there.apart[one].isdisjoint(group)


def _nearest(there: Problem, group: list[int], left: list[int]) -> list[int]:
    """Those left, the ones first who fit best with the group as it is."""
    if not left:
        return []
    scores = pair_scores(there, np.array(group), np.array(left)).mean(axis=0)
    return [left[at] for at in np.argsort(-scores, kind="stable").tolist()]


if __name__ == "__main__":
    main()
