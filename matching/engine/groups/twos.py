"""Groups of two: how well every two people fit, and which two could be a group by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.groups.arrays import Floats, Problem, problem
from matching.engine.groups.rules import keeps
from matching.engine.groups.state import Bools, pairs_of
from matching.engine.groups.types import Person, Rules


@dataclass(frozen=True)
class Twos:
    """People by key in the order of the rows: `scores` (n × n) from 0 to 1, `could` (n × n) be a group."""

    there: Problem
    scores: Floats
    could: Bools

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.there.people]

    def keeps(self, members: Sequence[int]) -> bool:
        """Return whether a group of these rows breaks no rule."""
        return keeps(self.there, members, None)


def twos(people: Sequence[Person], rules: Rules) -> Twos:
    """Compare every two of *people*. Raise as `form` does for input that cannot be used.

    >>> rules = Rules(smallest=2, largest=2, hours_hard=False, least_units=2)
    >>> found = twos([Person("a", unit="u"), Person("b", unit="u"), Person("c", unit="v")], rules)
    >>> found.could.tolist()
    [[False, False, True], [False, False, True], [True, True, False]]
    """
    there = problem(people, (), rules)
    pairs = pairs_of(there)
    could = pairs.together.copy()
    if rules.least_units > 1:
        known = there.unit >= 0
        could &= there.unit[:, None] != there.unit[None, :]
        could &= known[:, None] & known[None, :]
    if rules.not_alone_hard:
        for one, person in enumerate(there.people):
            if not person.not_alone:
                continue
            for other in np.flatnonzero(could[one]).tolist():
                could[one, other] = could[other, one] = keeps(there, [one, other], None)
    return Twos(there, pairs.scores, could)
