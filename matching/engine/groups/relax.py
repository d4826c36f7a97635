"""Why someone waits, and the smallest set of rules without which no one would.

A rule less is tried by making places for those who wait, in the groups that are there: they keep
what is asked of them when less is asked. What people asked for themselves, and who supervises
whom, is no rule to relax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from matching.engine.groups.arrays import Problem, free_at, starts_of, whole
from matching.engine.groups.build import construct, repair
from matching.engine.groups.search import again
from matching.engine.groups.state import NOBODY, Made, Pairs, State, pairs_of
from matching.engine.groups.types import Relax, Waiting

MOST = 3  # rules relaxed at once
TESTS = 60
ROUNDS = 6


@dataclass(frozen=True)
class _Step:
    relax: Relax
    change: Callable[[Problem], Problem]


def waiting(there: Problem, pairs: Pairs, made: Sequence[Made]) -> tuple[Waiting, ...]:
    """Return everyone without a group, in the order of their keys, with the cause."""
    placed = {one for members, _ in made for one in members}
    busy = np.bincount(
        [lead for _, lead in made if lead is not None], minlength=len(there.facilitators)
    )
    places = sum(one.groups for one in there.facilitators) - int(busy.sum())
    free = free_at(there.words)
    meeting = free.sum(axis=0)
    return tuple(
        Waiting(there.people[one].key, _cause(there, pairs, one, free, meeting, places))
        for one in range(len(there))
        if one not in placed
    )


def _cause(
    there: Problem,
    pairs: Pairs,
    one: int,
    free: np.ndarray,
    meeting: np.ndarray,
    places: int,
) -> str:
    rules = there.rules
    if rules.hours_said and not there.people[one].slots:
        return "hours_not_said"
    if rules.hours_hard and not there.starts[one]:
        return "hours_short"
    if len(there) < rules.smallest:
        return "too_few"
    if rules.hours_hard and meeting[free[one]].max() < rules.smallest:
        return "hours_alone"
    if any(one in block for block in there.blocks) or one in there.led:
        return "locked"
    others = free[pairs.together[one]]
    with_others = others[:, free[one]].sum(axis=0).max() if rules.hours_hard else len(others)
    if with_others < rules.smallest - 1:
        return "wishes"
    if not rules.facilitated:
        return "no_place"
    can = any(
        lead.groups
        and one not in there.led_apart[at]
        and (not rules.hours_hard or there.led_starts[at] & there.starts[one])
        for at, lead in enumerate(there.facilitators)
    )
    if not can:
        return "no_facilitator"
    return "no_place" if places else "facilitators_full"


def relax(
    there: Problem,
    pairs: Pairs,
    made: Sequence[Made],
    seed: int,
    *,
    step: Callable[[int], None] = lambda done: None,
) -> tuple[Relax, ...]:
    """Return the smallest set of rules found without which everyone has a place.

    *made* is where they are now; *step* hears how many of TESTS are done, at the most.
    """
    ladders = [list(steps) for steps in _ladders(there)]
    tests = TESTS
    for count in range(1, MOST + 1):
        for chosen in combinations([steps for steps in ladders if steps], count):
            if tests <= 0:
                return ()
            step(TESTS - tests)
            tests -= 1
            furthest = [steps[-1] for steps in chosen]
            if _all_placed(there, pairs, made, furthest, seed):
                return _gentler(there, pairs, made, chosen, seed)
    return ()


def _gentler(
    there: Problem,
    pairs: Pairs,
    made: Sequence[Made],
    chosen: Sequence[list[_Step]],
    seed: int,
) -> tuple[Relax, ...]:
    """Of each rule no more than is needed, one after another."""
    steps = [ladder[-1] for ladder in chosen]
    for at, ladder in enumerate(chosen):
        for step in ladder[:-1]:
            tried = [*steps[:at], step, *steps[at + 1 :]]
            if _all_placed(there, pairs, made, tried, seed):
                steps = tried
                break
    return tuple(step.relax for step in steps)


def _all_placed(
    there: Problem, pairs: Pairs, made: Sequence[Made], steps: Sequence[_Step], seed: int
) -> bool:
    eased = there
    for step in steps:
        eased = step.change(eased)
    rng = np.random.default_rng(seed)
    state = State(eased, _eased(there, eased, pairs))
    for at, (members, lead) in enumerate(made):
        state.put(at, members, lead)
    nowhere = np.flatnonzero(state.of == NOBODY).tolist()
    construct(state, rng, nowhere)
    repair(state, rng, nowhere)
    for _ in range(ROUNDS):
        if state.placed() == len(there):
            return True
        again(state, rng)
    return state.placed() == len(there)


def _eased(there: Problem, eased: Problem, pairs: Pairs) -> Pairs:
    """Return who could be with whom under the easier rules; how well they fit does not change."""
    hours = (there.rules.session_slots, there.rules.hours_hard, there.rules.hours_said)
    if hours == (eased.rules.session_slots, eased.rules.hours_hard, eased.rules.hours_said):
        return pairs
    return pairs_of(eased, scores=pairs.scores)


def _ladders(there: Problem) -> Iterator[Iterator[_Step]]:
    """For each rule its steps, the gentlest first; the rules that cost least come first."""
    rules = there.rules
    yield (
        _rule("largest", size, f"Let groups have up to {size} members.", largest=size)
        for size in range(rules.largest + 1, rules.largest + 3)
    )
    yield (
        _rule("smallest", size, f"Let groups have as few as {size} members.", smallest=size)
        for size in range(rules.smallest - 1, max(1, rules.smallest - 3), -1)
    )
    if rules.least_units > 1:
        yield (
            _rule("least_units", units, _units(units), least_units=units)
            for units in range(rules.least_units - 1, 0, -1)
        )
    if rules.hours_said:
        yield iter(
            [
                _rule(
                    "hours_said", 0, "Let in those who have not said their hours.", hours_said=False
                )
            ]
        )
    if rules.facilitated:
        yield (_Step(Relax("capacity", more, _more(more)), _capacity(more)) for more in (1, 2, 4))
        yield iter(
            [_rule("facilitated", 0, "Let groups meet without a facilitator.", facilitated=False)]
        )
    if there.blocks:
        words = "Unlock the people who are locked together."
        yield iter([_Step(Relax("together", 0, words), lambda one: replace(one, blocks=()))])
    if there.led:
        words = "Unlock the people who are locked to a facilitator."
        yield iter([_Step(Relax("led", 0, words), lambda one: replace(one, led={}))])
    if rules.hours_hard:
        yield _hours(rules.session_slots)


def _rule(rule: str, value: int, words: str, **changes: int | bool) -> _Step:
    return _Step(
        Relax(rule, value, words),
        lambda there: replace(there, rules=replace(there.rules, **changes)),  # type: ignore[arg-type]
    )


def _units(units: int) -> str:
    if units == 1:
        return "Let a group be of one unit."
    return f"Ask for {units} units in each group."


def _more(more: int) -> str:
    if more == 1:
        return "Let each facilitator lead one group more, or find more of them."
    return f"Let each facilitator lead {more} groups more, or find more of them."


def _capacity(more: int) -> Callable[[Problem], Problem]:
    return lambda there: replace(
        there,
        facilitators=tuple(
            replace(one, groups=one.groups + more) if one.groups else one
            for one in there.facilitators
        ),
    )


def _hours(length: int) -> Iterator[_Step]:
    for shorter in range(length - 1, max(0, length - 3), -1):
        words = f"Make sessions {shorter * 30} minutes long."
        yield _Step(Relax("session_slots", shorter, words), _shorter(shorter))
    yield _rule("hours", 0, "Form groups without hours in common.", hours_hard=False)


def _shorter(length: int) -> Callable[[Problem], Problem]:
    def change(there: Problem) -> Problem:
        words, led = starts_of(there.people, length), starts_of(there.facilitators, length)
        return replace(
            there,
            rules=replace(there.rules, session_slots=length),
            words=words,
            starts=whole(words),
            led_words=led,
            led_starts=whole(led),
        )

    return change
