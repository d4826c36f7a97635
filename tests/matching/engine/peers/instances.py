"""Small instances of one side, and all their pairings by enumeration."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

Lists = dict[str, list[str]]
Pairing = dict[str, str | None]


@st.composite
def lists(draw, most: int = 7) -> Lists:
    """Lists of every shape: empty, one-sided, full."""
    people = [f"p{at}" for at in range(draw(st.integers(1, most)))]
    full = draw(st.booleans())
    found = {}
    for one in people:
        others = [other for other in people if other != one]
        least = len(others) if full else 0
        found[one] = draw(st.permutations(others)) if others else []
        found[one] = found[one][: draw(st.integers(least, len(others)))]
    return found


def acceptable(preferences: Lists) -> list[tuple[str, str]]:
    people = list(preferences)
    return [
        (one, other)
        for at, one in enumerate(people)
        for other in people[at + 1 :]
        if other in preferences[one] and one in preferences[other]
    ]


def all_pairings(people: list[str], edges: list[tuple[str, str]]) -> Iterator[Pairing]:
    if not people:
        yield {}
        return
    first, *rest = people
    for pairing in all_pairings(rest, edges):
        yield {first: None, **pairing}
    for other in rest:
        if (first, other) in edges:
            left = [one for one in rest if one != other]
            for pairing in all_pairings(left, edges):
                yield {first: other, other: first, **pairing}


def blocking_by_definition(preferences: Lists, pairing: Pairing) -> list[tuple[str, str]]:
    def rather(one: str, other: str) -> bool:
        own, held = preferences[one], pairing.get(one)
        return held not in own or own.index(other) < own.index(held)

    return [
        (one, other)
        for one, other in acceptable(preferences)
        if rather(one, other) and rather(other, one)
    ]
