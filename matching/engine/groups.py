"""People into groups of a size range, with facilitators, by stated aims and under hard rules.

First as many people as possible get a place, then the aims are met as well as possible. Up to
EXACT_PEOPLE people the best grouping is sought with a proof, beyond that by construction and
improvement; either says how far from a bound it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from matching.engine.group_types import (
    AIMS,
    CAUSES,
    DEFAULT_AIMS,
    RULES,
    WEEK,
    Broken,
    Facilitator,
    Group,
    Grouping,
    Person,
    Relax,
    Rules,
    Waiting,
)

__all__ = [
    "AIMS",
    "CAUSES",
    "DEFAULT_AIMS",
    "RULES",
    "WEEK",
    "Broken",
    "Facilitator",
    "Group",
    "Grouping",
    "Person",
    "Relax",
    "Rules",
    "Waiting",
    "form",
    "judge",
]


def form(
    people: Sequence[Person], facilitators: Sequence[Facilitator], rules: Rules, seed: int = 0
) -> Grouping:
    """Return groups that keep every rule, and who waits.

    The same people, facilitators, rules and *seed* give the same groups, in whatever order they
    come. Nobody at all gives no groups. Raises BadSize (a group of one, sizes or a session that
    cannot be), BadWeights, BadIndex (a rank or a slot that is none), BadCapacity, NamedTwice (two
    with one key) and UnknownId (a lock that names somebody who is not there).
    """
    raise NotImplementedError


def judge(
    people: Sequence[Person],
    facilitators: Sequence[Facilitator],
    rules: Rules,
    groups: Sequence[Group],
) -> Grouping:
    """Return a hand-made grouping with its scores, and every rule that it breaks, in `broken`.

    The groups stay in their order, empty ones too, which break nothing; who is in none is
    waiting, with the cause "set_aside". Quick enough to be asked at each move: the time grows
    with the people and the pairs within groups. Raises as `form` does, and UnknownId for a member
    or a facilitator who is not there.
    """
    raise NotImplementedError
