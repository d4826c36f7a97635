"""Peers two and two by whom they named: the engine's pairs, written as groups. Pure.

Who is in a published group, or locked with someone, stays there; one who is alone in a published
group looks for a partner like everyone else, who then joins that group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.engine.groups.forming import Group, Grouping, Waiting, judge
from matching.engine.groups.twos import Twos, twos
from matching.engine.peers.arranged import STABLE, UNMATCHED, Arranged, arrange
from matching.groups.forming.domain.inputs import GroupCohort, Pairing, around_kept

ODD, NO_PARTNER = "odd", "no_partner"
STABILITY = "stability"


@dataclass(frozen=True)
class Paired:
    """Pairs as groups, and what is known of them: how many would rather have each other, and at the least."""

    grouping: Grouping
    stability: dict[str, Any]


def pair_up(cohort: GroupCohort, pairing: Pairing) -> Paired:
    """Return the pairs of *cohort*, best by the method of *pairing*. Raise the engine's errors.

    Where groups may be of three, who is left over joins a new pair, if all three can be together.
    """
    people, rules = around_kept(cohort)
    kept = [one for one in cohort.kept if len(one.members) > 1]
    busy = {key for one in kept for key in one.members}
    free = [one for one in people if one.key not in busy]
    there = twos(free, replace(rules, together=(), led={})) if free else None
    found = _arranged(there, pairing, cohort.seed) if there is not None else None
    pairs: list[list[int]] = []
    if there is not None and found is not None:
        partners = found.partners.tolist()
        pairs = [[one, other] for one, other in enumerate(partners) if one < other]
        if rules.largest > 2:
            _add_thirds(there, pairs, [one for one, it in enumerate(partners) if it == UNMATCHED])
    names = there.keys if there is not None else []
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
    )


def _arranged(there: Twos, pairing: Pairing, seed: int) -> Arranged:
    at = {key: place for place, key in enumerate(there.keys)}
    ones, others = np.nonzero(there.could)
    named = {
        (at[key], at[other]): place
        for key, own in pairing.named.items()
        for place, other in enumerate(own)
        if key in at and other in at
    }
    scores = there.scores[ones, others].astype(np.float64)
    return arrange(ones, others, scores, len(at), named=named, method=pairing.method, seed=seed)


def _add_thirds(there: Twos, pairs: list[list[int]], alone: Sequence[int]) -> None:
    """Put each who is left over into the pair that they fit best; a pair takes one."""
    for one in alone:
        fitting = [
            (float(there.scores[one, members].sum()), -place)
            for place, members in enumerate(pairs)
            if len(members) == 2 and there.keeps([*members, one])
        ]
        if fitting:
            pairs[-max(fitting)[1]].append(one)


def _stability(found: Arranged, pairing: Pairing) -> dict[str, Any]:
    if pairing.method != STABLE:
        return {}
    return {"blocking": len(found.blocking), "bound": found.bound}
