"""Cohorts to form groups of, and the rules of groups told again, in the plainest way."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from matching.engine.groups.forming import Facilitator, Person, Rules

# Windows of two hours; the last goes round from Sunday to Monday.
WINDOWS = [frozenset((start + step) % 336 for step in range(4)) for start in (20, 22, 100, 334)]
LABELS = ["red", "green"]


def hours(draw) -> frozenset[int]:
    chosen = draw(st.lists(st.sampled_from(WINDOWS), max_size=3))
    return frozenset().union(*chosen)


@st.composite
def cohorts(draw, most: int = 8):
    """People, facilitators and rules; small, and often without a way to place everyone."""
    keys = [f"p{at}" for at in range(draw(st.integers(1, most)))]
    labels = st.frozensets(st.sampled_from(LABELS), max_size=2)
    people = [
        Person(
            key=key,
            rank=draw(st.integers(-1, 5)),
            unit=draw(st.sampled_from(["", "a", "b", "c"])),
            goals=draw(st.frozensets(st.sampled_from("vwxyz"), max_size=3)),
            expertise=draw(st.frozensets(st.sampled_from("klmn"), max_size=3)),
            slots=hours(draw),
            traits=draw(labels),
            not_alone=draw(labels) if draw(st.booleans()) else frozenset(),
            apart=draw(st.frozensets(st.sampled_from([*keys, "f0", "gone"]), max_size=1)),
            previous=draw(st.frozensets(st.sampled_from(keys), max_size=1)),
            left=draw(st.frozensets(st.sampled_from(keys), max_size=1)),
        )
        for key in keys
    ]
    facilitators = [
        Facilitator(
            key=f"f{at}",
            slots=hours(draw),
            apart=draw(st.frozensets(st.sampled_from(keys), max_size=1)),
            groups=draw(st.integers(0, 2)),
            left=draw(st.frozensets(st.sampled_from(keys), max_size=1)),
        )
        for at in range(draw(st.integers(0, 3)))
    ]
    smallest = draw(st.integers(2, 4))
    pairs = st.lists(st.sampled_from(keys), min_size=2, max_size=2).map(frozenset)
    leads = [one.key for one in facilitators]
    rules = Rules(
        smallest=smallest,
        largest=smallest + draw(st.integers(0, 2)),
        session_slots=draw(st.integers(1, 4)),
        hours_hard=draw(st.booleans()),
        hours_said=draw(st.booleans()),
        not_alone_hard=draw(st.booleans()),
        least_units=draw(st.integers(1, 2)),
        facilitated=bool(leads) and draw(st.booleans()),
        together=tuple(draw(st.lists(pairs, max_size=1))),
        led=draw(st.dictionaries(st.sampled_from(keys), st.sampled_from(leads), max_size=1))
        if leads
        else {},
    )
    return people, facilitators, rules


def faults(people, facilitators, rules, groups) -> list[str]:
    """The rules that *groups* break; told without the engine."""
    by_key = {one.key: one for one in (*people, *facilitators)}
    found = []
    for group in groups:
        held = [by_key[key] for key in group.members]
        lead = by_key[group.facilitator] if group.facilitator else None
        if not rules.smallest <= len(held) <= rules.largest:
            found.append("size")
        everybody = [*held, lead] if lead else held
        for one, other in combinations(everybody, 2):
            if other.key in one.apart or one.key in other.apart:
                found.append("apart")
        for one in everybody:
            if (one.left - {one.key}) & set(group.members):
                found.append("left")
        if rules.hours_hard and not sessions(everybody, rules.session_slots):
            found.append("hours")
        if rules.hours_said and any(not one.slots for one in held):
            found.append("hours_said")
        if rules.not_alone_hard:
            told = Counter(trait for one in held for trait in one.traits)
            if any(told[trait] == 1 for one in held for trait in one.traits & one.not_alone):
                found.append("not_alone")
        if rules.least_units > 1 and len({one.unit for one in held} - {""}) < rules.least_units:
            found.append("least_units")
        if rules.facilitated and lead is None:
            found.append("facilitated")
        for locked in rules.together:
            if locked & set(group.members) and not locked <= set(group.members):
                found.append("together")
        for key, led in rules.led.items():
            if key in group.members and group.facilitator != led:
                found.append("led")
    times = Counter(key for group in groups for key in group.members)
    found += ["twice" for count in times.values() if count > 1]
    leading = Counter(group.facilitator for group in groups if group.facilitator)
    found += ["capacity" for key, count in leading.items() if count > by_key[key].groups]
    return found


def sessions(everybody, length: int) -> list[int]:
    """Half-hours at which a session of *length* can begin for all; no hours said are all hours."""
    return [
        start
        for start in range(336)
        if all(
            not one.slots or all((start + step) % 336 in one.slots for step in range(length))
            for one in everybody
        )
    ]


def cohort(count: int, seed: int = 0, **changes):
    """People with hours, goals and units as they are in an institution, and enough facilitators."""
    rng = np.random.default_rng(seed)
    goals, fields = [f"goal {at}" for at in range(8)], [f"field {at}" for at in range(20)]
    people = []
    for at in range(count):
        free: set[int] = set()
        for _ in range(8):
            start = int(rng.integers(5)) * 48 + int(rng.integers(16, 34))
            free |= set(range(start, start + 4))
        gender = str(rng.choice(["gender:woman", "gender:man"]))
        people.append(
            Person(
                key=f"p{at:05}",
                rank=int(rng.choice([1, 2, 2, 2, 3, 3, 4])),
                unit=f"unit {int(rng.integers(max(4, count // 20)))}",
                goals=frozenset(rng.choice(goals, 3, replace=False).tolist()),
                expertise=frozenset(rng.choice(fields, 4, replace=False).tolist()),
                slots=frozenset(free),
                traits=frozenset({gender}),
                not_alone=frozenset({gender} if rng.random() < 0.15 else ()),
                apart=frozenset(
                    f"p{other:05}" for other in rng.integers(count, size=2) if rng.random() < 0.1
                ),
                previous=frozenset(f"p{other:05}" for other in rng.integers(count, size=2)),
            )
        )
    facilitators = [
        Facilitator(key=f"f{at:04}", rank=4, groups=2) for at in range(max(1, count // 8))
    ]
    settings = {"least_units": 2, "facilitated": True} | changes
    return people, facilitators, Rules(**settings)
