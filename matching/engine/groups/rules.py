"""Which rules a group breaks: the one place that says so, for the search and for the judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from matching.engine.groups.arrays import Problem
from matching.engine.groups.types import Broken

# Reasons to be apart that everyone may know; the others are someone's own wish.
OPEN_REASONS = ("supervision", "itself")
EVER = (1 << 336) - 1

Breach = tuple[str, tuple[int, ...]]


def common_starts(there: Problem, members: Sequence[int], lead: int | None) -> int:
    """Return the bit mask of the half-hours at which a session for all of them can begin."""
    starts = EVER if lead is None else there.led_starts[lead]
    for one in members:
        starts &= there.starts[one]
    return starts


def breaches(there: Problem, members: Sequence[int], lead: int | None) -> Iterator[Breach]:
    """Yield the rules that one group breaks, each with the positions of who is concerned.

    Those about a member and the facilitator name the member alone; "left" without anyone is
    about the facilitator.
    """
    rules = there.rules
    held = frozenset(members)
    if len(held) < rules.smallest:
        yield "smallest", ()
    if len(held) > rules.largest:
        yield "largest", ()
    for one in members:
        if there.left[one] & held:
            yield "left", (one,)
        for other in sorted(there.apart[one] & held):
            if one < other and other not in there.left[one] and one not in there.left[other]:
                yield "apart", (one, other)
    if rules.hours_hard and not common_starts(there, members, lead):
        yield "hours", ()
    if rules.hours_said:
        for one in members:
            if not there.people[one].slots:
                yield "hours_said", (one,)
    if rules.not_alone_hard:
        yield from _alone(there, members)
    if rules.least_units > 1:
        units = {int(there.unit[one]) for one in members} - {-1}
        if len(units) < rules.least_units:
            yield "least_units", ()
    if rules.facilitated and lead is None:
        yield "facilitated", ()
    yield from _with_lead(there, members, lead)
    for block in there.blocks:
        missing = [one for one in block if one not in held]
        if 0 < len(missing) < len(block):
            yield "together", block


def _alone(there: Problem, members: Sequence[int]) -> Iterator[Breach]:
    asking = [one for one in members if there.people[one].not_alone]
    if asking:
        told = Counter(trait for one in members for trait in there.people[one].traits)
        for one in asking:
            person = there.people[one]
            if any(told[trait] < 2 for trait in person.not_alone & person.traits):
                yield "not_alone", (one,)


def _with_lead(there: Problem, members: Sequence[int], lead: int | None) -> Iterator[Breach]:
    if lead is not None:
        if not there.led_left[lead].isdisjoint(members):
            yield "left", ()
        for one in members:
            if one in there.led_apart[lead] - there.led_left[lead]:
                yield "apart", (one,)
    for one in members:
        if there.led.get(one, lead) != lead:
            yield "led", (one,)


def keeps(there: Problem, members: Sequence[int], lead: int | None) -> bool:
    """Return whether a group breaks no rule."""
    return next(breaches(there, members, lead), None) is None


def broken(
    there: Problem, groups: Sequence[tuple[Sequence[int], int | None]]
) -> tuple[Broken, ...]:
    """Return every rule that the groups (members, facilitator) break, an empty one none."""
    found = []
    for at, (members, lead) in enumerate(groups):
        if members:
            found += [
                _broken(there, at, lead, *breach) for breach in breaches(there, members, lead)
            ]
    times = Counter(one for members, _ in groups for one in members)
    for one, count in sorted(times.items()):
        if count > 1:
            found.append(Broken("twice", None, (there.people[one].key,)))
    leading = Counter(lead for members, lead in groups if members and lead is not None)
    for lead, count in sorted(leading.items()):
        if count > there.facilitators[lead].groups:
            found.append(Broken("capacity", None, (there.facilitators[lead].key,)))
    return tuple(found)


def _broken(there: Problem, at: int, lead: int | None, rule: str, who: tuple[int, ...]) -> Broken:
    keys = tuple(there.people[one].key for one in who)
    if rule == "left" and not keys and lead is not None:
        keys = (there.facilitators[lead].key,)
    if rule != "apart":
        return Broken(rule, at, keys, private=rule == "not_alone")
    if len(keys) == 1 and lead is not None:
        keys = (*keys, there.facilitators[lead].key)
    itself = "itself" if len(set(keys)) == 1 else ""
    reason = itself or there.rules.reasons.get(frozenset(keys), "")
    return Broken(rule, at, keys, reason, private=reason not in OPEN_REASONS)
