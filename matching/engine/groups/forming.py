"""People into groups of a size range, with facilitators, by stated aims and under hard rules.

First as many people as possible get a place, then the aims are met as well as possible. Up to
EXACT_PEOPLE people the best grouping is sought with a proof, beyond that by construction and
improvement; either says how far from a bound it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matching.engine.errors import UnknownId
from matching.engine.groups.arrays import Problem, group_parts, problem, slots_of
from matching.engine.groups.bound import bound
from matching.engine.groups.exact import STEPS, exact
from matching.engine.groups.relax import TESTS, relax, waiting
from matching.engine.groups.rules import broken, common_starts
from matching.engine.groups.search import ROUNDS, SWEEPS, search
from matching.engine.groups.state import Made, pairs_of
from matching.engine.groups.types import (
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

EXACT_PEOPLE = 60
ROUNDING = 3e-5


def form(
    people: Sequence[Person],
    facilitators: Sequence[Facilitator],
    rules: Rules,
    seed: int = 0,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Grouping:
    """Return groups that keep every rule, and who waits.

    The same people, facilitators, rules and *seed* give the same groups, in whatever order they
    come. No one at all gives no groups. Raise BadSize (a group of one, sizes or a session that
    cannot be), BadWeights, BadIndex (a rank or a slot that is none), BadCapacity, NamedTwice (two
    with one key) and UnknownId (a lock that names someone who is not there). *progress* is called
    with the steps done, of as many as it can take at the most; what it raises ends the work.
    """
    there = problem(people, facilitators, rules)
    rounds, proving = min(ROUNDS, 4 * len(there)), 0 < len(there) <= EXACT_PEOPLE
    searched = SWEEPS + rounds
    proven = searched + STEPS * proving

    def step(before: int) -> Callable[[int], None]:
        return lambda done: progress(before + done, proven + TESTS) if progress else None

    pairs = pairs_of(there)
    state = search(there, pairs, seed, rounds=rounds, step=step(0))
    made, least, method = state.made(), bound(there, pairs), "search"
    if proving:
        method = "exact"
        total = state.key()[1] / len(there)
        if state.placed() < len(there) or least - total >= ROUNDING:
            proved = exact(there, pairs, state, step=step(searched))
            made, least = proved.made, min(least, proved.bound / len(there))
    left = waiting(there, pairs, made)
    return _grouping(
        there,
        made,
        left,
        least=least,
        method=method,
        seed=seed,
        relaxed=relax(there, pairs, made, seed, step=step(proven)) if left else (),
    )


def judge(
    people: Sequence[Person],
    facilitators: Sequence[Facilitator],
    rules: Rules,
    groups: Sequence[Group],
) -> Grouping:
    """Return a hand-made grouping with its scores, and every rule that it breaks, in `broken`.

    The groups stay in their order, empty ones too, which break nothing; who is in none is
    waiting, with the cause "set_aside". Quick enough to be asked at each move: the time grows
    with the people and the pairs within groups. Raise as `form` does, and UnknownId for a member
    or a facilitator who is not there.
    """
    there = problem(people, facilitators, rules)
    at = {one.key: place for place, one in enumerate(there.people)}
    lead_at = {one.key: place for place, one in enumerate(there.facilitators)}
    made: list[Made] = []
    for group in groups:
        for key in group.members:
            if key not in at:
                raise UnknownId(key, named_by="a group")
        if group.facilitator is not None and group.facilitator not in lead_at:
            raise UnknownId(group.facilitator, named_by="a group")
        lead = None if group.facilitator is None else lead_at[group.facilitator]
        made.append((sorted({at[key] for key in group.members}), lead))
    placed = {one for members, _ in made for one in members}
    left = [Waiting(key, "set_aside") for key, one in at.items() if one not in placed]
    return _grouping(
        there, made, left, least=None, method="by_hand", seed=0, breaks=broken(there, made)
    )


def _grouping(
    there: Problem,
    made: Sequence[Made],
    left: Sequence[Waiting],
    *,
    least: float | None,
    method: str,
    seed: int,
    relaxed: tuple[Relax, ...] = (),
    breaks: tuple[Broken, ...] = (),
) -> Grouping:
    groups = tuple(_group(there, members, lead) for members, lead in made)
    people = max(1, len(there))
    parts = {
        aim: sum(len(group.members) * group.parts[aim] for group in groups if group.members)
        / people
        for aim in there.weights
    }
    total = sum(weight * parts[aim] for aim, weight in there.weights.items())
    if least is not None:
        # Scores are of single precision: what is nearer than that is proved.
        least = total if least - total < ROUNDING else least
    return Grouping(
        groups=groups,
        waiting=tuple(left),
        total=total,
        bound=least,
        gap=None if least is None else (least - total) / least if least > 0 else 0.0,
        method=method,
        seed=seed,
        parts=parts,
        relax=relaxed,
        broken=breaks,
    )


def _group(there: Problem, members: Sequence[int], lead: int | None) -> Group:
    facilitator = None if lead is None else there.facilitators[lead].key
    if not members:
        return Group((), facilitator)
    parts = group_parts(there, members)
    return Group(
        members=tuple(there.people[one].key for one in members),
        facilitator=facilitator,
        slots=slots_of(common_starts(there, members, lead)),
        parts=parts,
        score=sum(weight * parts[aim] for aim, weight in there.weights.items()),
    )
