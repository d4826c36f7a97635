"""The hard rules: which pairs may not be, by which rule, and how many each rule takes out.

What a rule asks of ranks, units and places is answered once for each rank and unit; named pairs
(ties, blocks, lines of supervision) are lists. Neither grows with people × people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from matching.engine.people import RANKS, UNKNOWN, Instance, Ints

Bools = NDArray[np.bool_]
NO_RULE = 99  # more than any rule


class Rule(IntEnum):
    """The hard rules, in the order in which they are named as the cause."""

    ITSELF = 0
    NO_PLACE = 1
    TIED = 2
    BLOCKED = 3
    SUPERVISION = 4
    RANK = 5
    UNIT = 6


@dataclass(frozen=True)
class Rules:
    """What no pair may break. None turns a rule off.

    `supervision_depth`: how many steps of the line of supervision, up or down, part two people.
    `min_steps`, `max_steps`: how many steps of rank the mentor must or may be ahead.
    `same_unit`: False parts people of one unit.
    """

    supervision_depth: int | None = 99
    min_steps: int | None = 1
    max_steps: int | None = None
    same_unit: bool = True


def causes_of(instance: Instance, rules: Rules, row: int) -> Bools:
    """Return which rules part this protégé from each mentor, as (mentors, rules)."""
    proteges, mentors = instance.proteges, instance.mentors
    causes = np.zeros((len(mentors), len(Rule)), dtype=bool)
    for rule, pairs in _named(instance, rules).items():
        causes[pairs[pairs[:, 0] == row, 1], rule] = True
    causes[:, Rule.NO_PLACE] = mentors.capacity == 0
    causes[:, Rule.RANK] = _ranks_apart(rules, proteges.rank[row], mentors.rank)
    causes[:, Rule.UNIT] = _units_apart(rules, proteges.unit[row], mentors.unit)
    return causes


class Parted:
    """The pairs of one instance that its rules part; all pairs are (row, column)."""

    def __init__(self, instance: Instance, rules: Rules) -> None:
        self.instance, self.rules = instance, rules
        self.width = len(instance.mentors)
        self.closed: Bools = instance.mentors.capacity == 0
        ranks = np.arange(UNKNOWN, len(RANKS))
        # (ranks, mentors), rows from UNKNOWN on.
        self.by_rank: Bools = _ranks_apart(rules, ranks[:, None], instance.mentors.rank[None, :])
        named = _named(instance, rules)
        keys = np.concatenate(
            [pairs[:, 0] * self.width + pairs[:, 1] for pairs in named.values()]
        ).astype(np.int64)
        which = np.repeat([int(rule) for rule in named], [len(pairs) for pairs in named.values()])
        order = np.lexsort((which, keys))
        # Each named pair once, with the first rule that names it.
        self.keys, first = np.unique(keys[order], return_index=True)
        self.first: Ints = which[order][first].astype(np.int64)

    def left(self) -> Bools:
        """Return which pairs no rule parts, as (protégés, mentors)."""
        found: Bools = self.allowed() & ~self.closed
        return found

    def allowed(self) -> Bools:
        """Return which pairs no rule but places parts, as (protégés, mentors)."""
        proteges, mentors = self.instance.proteges, self.instance.mentors
        found: Bools = ~self.by_rank[proteges.rank - UNKNOWN]
        if not self.rules.same_unit:
            found &= ~_units_apart(self.rules, proteges.unit[:, None], mentors.unit[None, :])
        found[np.divmod(self.keys, self.width)] = False
        return found

    def removed(self) -> Ints:
        """Return for each protégé how many mentors each rule takes out, the first in order named."""
        proteges, mentors = self.instance.proteges, self.instance.mentors
        counts = np.zeros((len(proteges), len(Rule)), dtype=np.int64)
        counts[:, Rule.NO_PLACE] = self.closed.sum()
        wrong = self.by_rank & ~self.closed
        counts[:, Rule.RANK] = wrong.sum(axis=1)[proteges.rank - UNKNOWN]
        if not self.rules.same_unit:
            # Units from UNKNOWN on, whom this rule parts from no one.
            kinds = int(max(proteges.unit.max(), mentors.unit.max())) + 2
            left = ~self.by_rank & ~self.closed
            alike = np.stack(
                [np.bincount(mentors.unit[open_] + 1, minlength=kinds) for open_ in left]
            )
            alike[:, 0] = 0
            counts[:, Rule.UNIT] = alike[proteges.rank - UNKNOWN, proteges.unit + 1]
        rows, cols = np.divmod(self.keys, self.width)
        plain = self._plain_rule(rows, cols)
        first = np.minimum(plain, self.first)
        counted = plain != NO_RULE
        np.subtract.at(counts, (rows[counted], plain[counted]), 1)
        np.add.at(counts, (rows, first), 1)
        return counts

    def among(self, keys: Ints) -> Bools:
        """Return which of these pairs (row × mentors + column) a rule parts."""
        named = np.isin(keys, self.keys, assume_unique=True)
        found: Bools = named | (self._plain_rule(*np.divmod(keys, self.width)) != NO_RULE)
        return found

    def _plain_rule(self, rows: Ints, cols: Ints) -> Ints:
        """Return the first rule on places, ranks and units that parts each pair, or NO_RULE."""
        proteges, mentors = self.instance.proteges, self.instance.mentors
        rule = np.full(len(rows), NO_RULE, dtype=np.int64)
        rule[_units_apart(self.rules, proteges.unit[rows], mentors.unit[cols])] = Rule.UNIT
        rule[self.by_rank[proteges.rank[rows] - UNKNOWN, cols]] = Rule.RANK
        rule[self.closed[cols]] = Rule.NO_PLACE
        return rule


def _named(instance: Instance, rules: Rules) -> dict[Rule, Ints]:
    """Return the pairs that a rule names one by one."""
    line, depth = instance.line, rules.supervision_depth
    return {
        Rule.ITSELF: instance.itself,
        Rule.TIED: instance.tied,
        Rule.BLOCKED: instance.blocked,
        Rule.SUPERVISION: line[line[:, 2] <= depth, :2] if depth is not None else line[:0, :2],
    }


def _ranks_apart(rules: Rules, own: Ints, theirs: Ints) -> Bools:
    """Return whether ranks part people; an unknown one parts no one. The two broadcast."""
    ahead = theirs - own
    apart = np.zeros(ahead.shape, dtype=bool)
    if rules.min_steps is not None:
        apart |= ahead < rules.min_steps
    if rules.max_steps is not None:
        apart |= ahead > rules.max_steps
    found: Bools = apart & (own != UNKNOWN) & (theirs != UNKNOWN)
    return found


def _units_apart(rules: Rules, own: Ints, theirs: Ints) -> Bools:
    """Return whether units part people; an unknown one parts no one. The two broadcast."""
    if rules.same_unit:
        return np.zeros(np.broadcast_shapes(np.shape(own), np.shape(theirs)), dtype=bool)
    found: Bools = (own == theirs) & (own != UNKNOWN)
    return found
