"""The hard rules: which pairs may not be, by which rule, and how many each rule takes out.

What a rule asks of ranks, units, supervisors and places is answered once for each of them; named pairs
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
    SUPERVISOR = 7


@dataclass(frozen=True)
class Rules:
    """What no pair may break. None turns a rule off.

    `supervision_depth`: how many steps of the line of supervision, up or down, part two people.
    `min_steps`, `max_steps`: how many steps of rank the mentor must or may be ahead.
    `same_unit`: False parts people of one unit; `same_supervisor`: False, people who have one supervisor.
    """

    supervision_depth: int | None = 99
    min_steps: int | None = 1
    max_steps: int | None = None
    same_unit: bool = True
    same_supervisor: bool = True


def causes_of(instance: Instance, rules: Rules, row: int) -> Bools:
    """Return which rules part this protégé from each mentor, as (mentors, rules)."""
    proteges, mentors = instance.proteges, instance.mentors
    causes = np.zeros((len(mentors), len(Rule)), dtype=bool)
    for rule, pairs in _named(instance, rules).items():
        causes[pairs[pairs[:, 0] == row, 1], rule] = True
    causes[:, Rule.NO_PLACE] = mentors.capacity == 0
    causes[:, Rule.RANK] = _ranks_apart(rules, proteges.rank[row], mentors.rank)
    if not rules.same_unit:
        causes[:, Rule.UNIT] = alike(proteges.unit[row], mentors.unit)
    if not rules.same_supervisor:
        causes[:, Rule.SUPERVISOR] = alike(proteges.supervisor[row], mentors.supervisor)
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
            found &= ~alike(proteges.unit[:, None], mentors.unit[None, :])
        if not self.rules.same_supervisor:
            found &= ~alike(proteges.supervisor[:, None], mentors.supervisor[None, :])
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
            counts[:, Rule.UNIT] = self._left_alike(proteges.unit, mentors.unit)
        if not self.rules.same_supervisor:
            own, theirs = proteges.supervisor, mentors.supervisor
            counts[:, Rule.SUPERVISOR] = self._left_alike(own, theirs)
            if not self.rules.same_unit:
                both = _both((own, theirs), (proteges.unit, mentors.unit))
                counts[:, Rule.SUPERVISOR] -= self._left_alike(*both)
        rows, cols = np.divmod(self.keys, self.width)
        plain = self._plain_rule(rows, cols)
        first = np.minimum(plain, self.first)
        counted = plain != NO_RULE
        np.subtract.at(counts, (rows[counted], plain[counted]), 1)
        np.add.at(counts, (rows, first), 1)
        return counts

    def _left_alike(self, own: Ints, theirs: Ints) -> Ints:
        """Return for each protégé how many of the mentors whom places and ranks leave are like them."""
        # From UNKNOWN on, who is like no one.
        kinds = int(max(own.max(), theirs.max())) + 2
        left = ~self.by_rank & ~self.closed
        counts = np.stack([np.bincount(theirs[open_] + 1, minlength=kinds) for open_ in left])
        counts[:, 0] = 0
        found: Ints = counts[self.instance.proteges.rank - UNKNOWN, own + 1]
        return found

    def among(self, keys: Ints) -> Bools:
        """Return which of these pairs (row × mentors + column) a rule parts."""
        named = np.isin(keys, self.keys, assume_unique=True)
        found: Bools = named | (self._plain_rule(*np.divmod(keys, self.width)) != NO_RULE)
        return found

    def _plain_rule(self, rows: Ints, cols: Ints) -> Ints:
        """Return the first rule on places, ranks, units and supervisors that parts each pair, or NO_RULE."""
        proteges, mentors = self.instance.proteges, self.instance.mentors
        rule = np.full(len(rows), NO_RULE, dtype=np.int64)
        if not self.rules.same_supervisor:
            rule[alike(proteges.supervisor[rows], mentors.supervisor[cols])] = Rule.SUPERVISOR
        if not self.rules.same_unit:
            rule[alike(proteges.unit[rows], mentors.unit[cols])] = Rule.UNIT
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


def alike(own: Ints, theirs: Ints) -> Bools:
    """Return whether people are in one unit, or have one supervisor; UNKNOWN is like no one. The two broadcast."""
    found: Bools = (own == theirs) & (own != UNKNOWN)
    return found


def _both(one: tuple[Ints, Ints], other: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Return numbers for (protégés, mentors) that are the same where both of theirs are, UNKNOWN where one is."""
    first, second = np.concatenate(one), np.concatenate(other)
    _seen, codes = np.unique(np.stack([first, second]), axis=1, return_inverse=True)
    codes = np.where((first == UNKNOWN) | (second == UNKNOWN), UNKNOWN, codes.ravel())
    count = len(one[0])
    return codes[:count].astype(np.int64), codes[count:].astype(np.int64)
