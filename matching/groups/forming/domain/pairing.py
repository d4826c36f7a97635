"""Peers two and two by whom they named: the engine's pairs, written as groups. Pure.

Who is in a published group, or locked with someone, stays there; one who is alone in a published
group looks for a partner like everyone else, who then joins that group.

Directors know all rules but what people said in confidence. Where these leave someone fewer than FEWEST partners, it would be told
by the pair that is not made; so their pairs are made as if nothing was said, and are asked before they begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.engine.groups.forming import Group, Grouping, Person, Rules, Waiting, judge
from matching.engine.groups.twos import Twos, twos
from matching.engine.pairs.narrowing import FEWEST
from matching.engine.peers.arranged import STABLE, UNMATCHED, Arranged, arrange
from matching.engine.peers.narrowing import Bools, few_partners
from matching.groups.forming.domain.inputs import GroupCohort, Pairing, around_kept

ODD, NO_PARTNER = "odd", "no_partner"
STABILITY = "stability"


@dataclass(frozen=True)
class Paired:
    """Pairs as groups, and what is known of them: how many would rather have each other, and at the least.

    `asked` are the people whose pair is asked before it begins.
    """

    grouping: Grouping
    stability: dict[str, Any]
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Free:
    """Who is to be paired: `told` by the rules that directors know, `all` by what was said in confidence, too.

    `few` (people,) have so few partners by the former that nothing said in confidence counts.
    """

    told: Twos
    all: Twos
    few: Bools

    @classmethod
    def of(cls, people: Sequence[Person], rules: Rules) -> _Free:
        bare = replace(rules, together=(), led={})
        told = twos([_told(one, rules) for one in people], bare)
        return cls(told, twos(people, bare), few_partners(FEWEST, told.could))

    @property
    def could(self) -> Bools:
        found: Bools = self.all.could | (self.told.could & (self.few[:, None] | self.few[None, :]))
        return found

    def wants_apart(self, one: int, others: Sequence[int]) -> bool:
        """Return whether something said in confidence parts *one* from some of *others*."""
        return bool((self.told.could & ~self.all.could)[one, others].any())


def _told(one: Person, rules: Rules) -> Person:
    known = (other for other in one.apart if frozenset({one.key, other}) in rules.reasons)
    return replace(one, apart=frozenset(known))


def pair_up(cohort: GroupCohort, pairing: Pairing) -> Paired:
    """Return the pairs of *cohort*, best by the method of *pairing*. Raise the engine's errors.

    Where groups may be of three, who is left over joins a new pair, if all three can be together.
    """
    people, rules = around_kept(cohort)
    kept = [one for one in cohort.kept if len(one.members) > 1]
    busy = {key for one in kept for key in one.members}
    free = [one for one in people if one.key not in busy]
    there = _Free.of(free, rules) if free else None
    found = _arranged(there, pairing, cohort.seed) if there is not None else None
    pairs: list[list[int]] = []
    asked = {key for one in kept if one.asked for key in one.members}
    if there is not None and found is not None:
        partners = found.partners.tolist()
        pairs = [[one, other] for one, other in enumerate(partners) if one < other]
        few = set(np.flatnonzero(there.few).tolist())
        if rules.largest > 2:
            few |= _add_thirds(
                there, pairs, [one for one, it in enumerate(partners) if it == UNMATCHED]
            )
        asked |= {there.all.keys[at] for pair in pairs if few.intersection(pair) for at in pair}
    names = there.all.keys if there is not None else []
    groups = [
        *(Group(tuple(one.members)) for one in kept),
        *(Group(tuple(names[at] for at in members)) for members in pairs),
    ]
    judged = judge(people, (), rules, groups)
    alone = [one.key for one in judged.waiting]
    cause = ODD if len(alone) == 1 and len(free) % 2 else NO_PARTNER
    return Paired(
        replace(judged, waiting=tuple(Waiting(key, cause) for key in alone), method="pairs"),
        _stability(found, pairing) if found is not None else {},
        frozenset(asked),
    )


def _arranged(there: _Free, pairing: Pairing, seed: int) -> Arranged:
    at = {key: place for place, key in enumerate(there.all.keys)}
    ones, others = np.nonzero(there.could)
    named = {
        (at[key], at[other]): place
        for key, own in pairing.named.items()
        for place, other in enumerate(own)
        if key in at and other in at
    }
    scores = there.all.scores[ones, others].astype(np.float64)
    return arrange(ones, others, scores, len(at), named=named, method=pairing.method, seed=seed)


def _add_thirds(there: _Free, pairs: list[list[int]], alone: Sequence[int]) -> set[int]:
    """Put each who is left over into the pair that they fit best; a pair takes one.

    Return those for whom nothing said in confidence counted, since they fit few pairs by what directors know.
    """
    asked: set[int] = set()
    for one in alone:
        fitting = [
            place
            for place, members in enumerate(pairs)
            if len(members) == 2 and there.told.keeps([*members, one])
        ]
        if there.few[one] or len(fitting) < FEWEST:
            asked.add(one)
        else:
            fitting = [place for place in fitting if not there.wants_apart(one, pairs[place])]
        scored = [(float(there.all.scores[one, pairs[at]].sum()), -at) for at in fitting]
        if scored:
            pairs[-max(scored)[1]].append(one)
    return asked


def _stability(found: Arranged, pairing: Pairing) -> dict[str, Any]:
    if pairing.method != STABLE:
        return {}
    return {"blocking": len(found.blocking), "bound": found.bound}
