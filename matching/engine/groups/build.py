"""Groups from nothing: whoever is hardest to place opens one, and those who fit best join it.

Whoever is left over is put in by making room: in a group with a place left, in a new group with
people whom larger groups can spare, or in the place of someone who fits elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from matching.engine.groups.arrays import Ints
from matching.engine.groups.rules import breaches, keeps
from matching.engine.groups.state import NOBODY, Bools, Made, State

TRIES = 48  # groups or people looked at for one person, the most promising first
# Rules that a group may break while it still grows.
GROWING = ("smallest", "not_alone", "least_units", "facilitated", "together")


def anchor(state: State, rng: np.random.Generator) -> None:
    """Open the groups of those who are locked together; who cannot be placed stays nowhere."""
    there = state.there
    locked = {one for block in there.blocks for one in block}
    state.frozen[list(locked)] = True
    middle = (there.rules.smallest + there.rules.largest) / 2
    most = min(state.most, max(1, round(len(there) / middle)))
    bins: list[Made] = []
    for block in sorted(there.blocks, key=lambda one: (-len(one), one)):
        lead = next((there.led[one] for one in block if one in there.led), None)
        if len(bins) < most or not _packed(state, bins, block, lead):
            bins.append((list(block), lead))
    free = ~state.frozen
    for members, _ in bins:
        at = state.empty()
        if at is None:
            return
        size = max(len(members), _size(state, int(free.sum()) + len(members)))
        group = _grown(state, members, free, size, rng, 0.5)
        if group is not None:
            state.put(at, *group)
            free[group[0]] = False


def _packed(state: State, bins: list[Made], block: Sequence[int], lead: int | None) -> bool:
    """Put a locked set into the group of another, the one that it fits best."""
    best, most = None, -np.inf
    for place, (members, other) in enumerate(bins):
        joined = [*members, *block]
        led = other if lead is None else lead
        if any(rule not in GROWING for rule, _ in breaches(state.there, joined, led)):
            continue
        worth = float(state.pairs.scores[np.ix_(members, list(block))].mean())
        if worth > most:
            best, most = place, worth
    if best is None:
        return False
    members, other = bins[best]
    bins[best] = ([*members, *block], other if lead is None else lead)
    return True


def construct(state: State, rng: np.random.Generator, pool: Iterable[int]) -> None:
    """Open groups for the people of *pool*, all of whom are nowhere, until no one can be placed."""
    free = np.zeros(len(state.there), dtype=bool)
    free[list(pool)] = True
    noise = rng.random(len(free))
    hard = np.where(state.asks, 0.5, 1.0) * state.pairs.degree * (0.8 + 0.4 * noise)
    rules = state.there.rules
    while (at := state.empty()) is not None and free.sum() >= rules.smallest:
        if rules.facilitated and not _places(state):
            return
        seeds = np.flatnonzero(free)
        seed = int(seeds[np.argmin(hard[seeds])])
        free[seed] = False
        for breadth in (0.1, 2.0):
            group = _grown(state, [seed], free, _size(state, int(free.sum()) + 1), rng, breadth)
            if group is not None:
                state.put(at, *group)
                free[group[0]] = False
                break


def _size(state: State, left: int) -> int:
    """Return how large the next group is to be, for all that are left to go into even groups."""
    rules = state.there.rules
    middle = (rules.smallest + rules.largest) / 2
    groups = max(1, round(left / middle), -(-left // rules.largest))
    if rules.facilitated:
        groups = max(1, min(groups, _places(state)))
    return min(max(-(-left // groups), rules.smallest), rules.largest)


def _places(state: State) -> int:
    """Return how many groups the facilitators can still lead."""
    return sum(lead.groups for lead in state.there.facilitators) - sum(state.busy)


def _lead(state: State, members: Sequence[int], rng: np.random.Generator) -> int | None:
    """Return a facilitator with a place left who can lead these, with the most hours in common."""
    there = state.there
    fixed = {there.led[one] for one in members if one in there.led}
    hours = np.bitwise_and.reduce(there.words[list(members)], axis=0)
    best, most = None, -1.0
    for lead, person in enumerate(there.facilitators):
        if state.busy[lead] >= person.groups or (fixed and lead not in fixed):
            continue
        if not there.led_apart[lead].isdisjoint(members):
            continue
        common = int(np.bitwise_count(hours & there.led_words[lead]).sum())
        if common or not there.rules.hours_hard:
            worth = common + rng.random()
            if worth > most:
                best, most = lead, worth
    return best


def _grown(
    state: State,
    start: Sequence[int],
    free: Bools,
    size: int,
    rng: np.random.Generator,
    breadth: float,
) -> Made | None:
    """Return a group around *start* of people who are *free*, or None; *breadth* is the worth of hours."""
    there = state.there
    led = there.rules.facilitated or any(one in there.led for one in start)
    lead = _lead(state, start, rng) if led else None
    if led and lead is None:
        return None
    open_to = free.copy()
    if lead is not None:
        open_to[list(there.led_apart[lead])] = False
    for _ in range(3):
        members = _filled(state, list(start), lead, open_to, size, breadth)
        if keeps(there, members, lead):
            return members, lead
        alone = {
            who[0]
            for rule, who in breaches(there, members, lead)
            if rule == "not_alone" and who[0] not in start
        }
        if not alone:
            return None
        open_to[list(alone)] = False
    return None


def _filled(
    state: State,
    members: list[int],
    lead: int | None,
    free: Bools,
    size: int,
    breadth: float,
) -> list[int]:
    there = state.there
    words = there.words
    hours = np.bitwise_and.reduce(words[members], axis=0)
    if lead is not None:
        hours = hours & there.led_words[lead]
    can = free.copy()
    for one in members:
        can &= state.pairs.together[one]
    while len(members) < size:
        found = np.flatnonzero(can)
        if there.rules.hours_hard and len(found):
            common = np.bitwise_count(words[found] & hours).sum(axis=1)
            found, common = found[common > 0], common[common > 0]
            wide = common / max(1, int(np.bitwise_count(hours).sum()))
        else:
            wide = np.zeros(len(found))
        keep = _wanted(state, members, lead, found, size)
        found, wide = found[keep], wide[keep]
        if not len(found):
            break
        worth = state.pairs.scores[members][:, found].mean(axis=0) + breadth * wide
        one = int(found[np.argmax(worth)])
        members.append(one)
        hours = hours & words[one]
        can &= state.pairs.together[one]
        can[one] = False
    return members


def _wanted(state: State, members: list[int], lead: int | None, found: Ints, size: int) -> Bools:
    """Return which of *found* may come next, so that no one stays alone and units become enough."""
    there = state.there
    keep = np.ones(len(found), dtype=bool)
    people = there.people
    if there.led:
        keep &= np.array([there.led.get(one, lead) == lead for one in found.tolist()], dtype=bool)
    if there.rules.least_units > 1:
        units = {int(there.unit[one]) for one in members} - {NOBODY}
        if there.rules.least_units - len(units) >= size - len(members):
            keep &= ~np.isin(there.unit[found], [*units, NOBODY])
    if there.rules.not_alone_hard and state.asks[members].any():
        told = [people[one].traits for one in members]
        needed = {
            trait
            for one in members
            for trait in people[one].not_alone & people[one].traits
            if sum(trait in traits for traits in told) < 2
        }
        if needed:
            keep &= np.array(
                [not needed.isdisjoint(people[one].traits) for one in found.tolist()], dtype=bool
            )
    return keep


def insert(state: State, one: int, *, least: float = -np.inf) -> bool:
    """Put *one* into the group that gains most by it, *least* or more."""
    rules = state.there.rules
    here = int(state.of[one])
    sizes = state.sizes
    open_ = (sizes > 0) & (sizes < rules.largest)
    if here != NOBODY:
        open_[here] = False
    at = np.flatnonzero(open_)
    if not len(at):
        return False
    size = sizes[at]
    pairs = (state.values[at] - state.size_value[size]) * np.maximum(size - 1, 1)
    gain = (pairs + 2 * state.sums[at, one]) / size + state.size_value[size + 1] - state.values[at]
    at, gain = at[gain >= least], gain[gain >= least]
    if rules.hours_hard and len(at):
        firsts = np.array([state.groups[group][0] for group in at])
        hours = state.rest[firsts] & state.there.words[firsts]
        fits = (hours & state.there.words[one]).any(axis=1)
        at, gain = at[fits], gain[fits]
    for group in at[np.argsort(-gain, kind="stable")][:TRIES].tolist():
        joined = [*state.groups[group], one]
        if not keeps(state.there, joined, state.leads[group]):
            continue
        if here != NOBODY:
            left = [member for member in state.groups[here] if member != one]
            if not keeps(state.there, left, state.leads[here]):
                return False
            state.put(here, left, state.leads[here])
        state.put(group, joined, state.leads[group])
        return True
    return False


def repair(state: State, rng: np.random.Generator, people: Iterable[int]) -> None:
    """Find places for *people* who are nowhere, those with the fewest others first."""
    for one in sorted(people, key=lambda who: (int(state.pairs.degree[who]), who)):
        if state.of[one] == NOBODY:
            _ = insert(state, one) or _robbed(state, one, rng) or _made_room(state, one)


def _robbed(state: State, one: int, rng: np.random.Generator) -> bool:
    """Return a new group for *one*, of people who are nowhere or whom larger groups can spare."""
    there = state.there
    at = state.empty()
    if at is None or (there.rules.facilitated and not _places(state)):
        return False
    spare = state.sizes - there.rules.smallest
    free = (state.of == NOBODY) | (spare[state.of] > 0)
    free &= ~state.frozen
    free[one] = False
    for _ in range(4):
        group = _grown(state, [one], free, there.rules.smallest, rng, 0.5)
        if group is None:
            return False
        taken = Counter(int(state.of[member]) for member in group[0])
        poor = [
            place
            for place in taken
            if place != NOBODY
            and not keeps(
                there,
                [member for member in state.groups[place] if member not in group[0]],
                state.leads[place],
            )
        ]
        if not poor:
            _take(state, at, group, taken)
            return True
        for place in poor:
            given = [member for member in group[0] if state.of[member] == place]
            free[given[max(0, int(spare[place])) :] or given] = False
    return False


def _take(state: State, at: int, group: Made, taken: Iterable[int]) -> None:
    for place in taken:
        if place != NOBODY:
            left = [member for member in state.groups[place] if member not in group[0]]
            state.put(place, left, state.leads[place])
    state.put(at, *group)


def _made_room(state: State, one: int) -> bool:
    """Return the place of someone who finds another one elsewhere."""
    there = state.there
    if not ((state.sizes > 0) & (state.sizes < there.rules.largest)).any():
        return False
    can = (state.of != NOBODY) & ~state.frozen
    if there.rules.hours_hard:
        can &= (state.rest & there.words[one]).any(axis=1)
    found = np.flatnonzero(can)
    worth = state.sums[state.of[found], one] - state.own[found]
    for other in found[np.argsort(-worth, kind="stable")][:TRIES].tolist():
        at = int(state.of[other])
        before, lead = list(state.groups[at]), state.leads[at]
        joined = [one if member == other else member for member in before]
        if keeps(there, joined, lead):
            state.put(at, joined, lead)
            if insert(state, other):
                return True
            state.put(at, before, lead)
    return False
