"""What a place among the authors is worth, and whose standing a change changes. Pure.

First and last are the places of weight in the health sciences, and the corresponding author speaks
for the paper. Two or more may share the first or the last authorship, side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True)
class Terms:
    """How many share the first and the last authorship (0: no one), and who corresponds."""

    first: int = 0
    last: int = 0
    corresponding: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"first": self.first, "last": self.last, "corresponding": list(self.corresponding)}


@dataclass(frozen=True)
class Standing:
    """One author's: the place, with how many the first or the last authorship is shared."""

    place: int
    first: int
    last: int
    corresponding: bool


def terms_from(kept: Any) -> Terms:
    """Return the terms that `as_json` wrote; those of a row from before there were any.

    >>> terms_from(None) == terms_from(Terms().as_json()) == Terms()
    True
    """
    if not kept:
        return Terms()
    return Terms(kept["first"], kept["last"], tuple(kept["corresponding"]))


def fits(terms: Terms, order: Sequence[str]) -> bool:
    """Return whether *terms* can be those of *order*: none shares alone, and no place is shared twice.

    >>> [fits(one, "abc") for one in (Terms(2), Terms(1), Terms(2, 2), Terms(3, 0, ("c",)))]
    [True, False, False, True]
    """
    return (
        1 not in (terms.first, terms.last)
        and min(terms.first, terms.last) >= 0
        and terms.first + terms.last <= len(order)
        and set(terms.corresponding) <= set(order)
    )


def standing_of(key: str, order: Sequence[str], terms: Terms) -> Standing:
    """Return the standing of *key* in *order*, places counted from 1.

    >>> standing_of("b", "abc", Terms(first=2))
    Standing(place=2, first=2, last=0, corresponding=False)
    >>> standing_of("c", "abc", Terms(first=2, corresponding=("c",)))
    Standing(place=3, first=0, last=1, corresponding=True)
    """
    place = list(order).index(key) + 1
    left = len(order) - place
    first = terms.first if place <= terms.first else int(place == 1)
    last = terms.last if left < terms.last else int(left == 0)
    return Standing(place, first, last, key in terms.corresponding)


def changed(before: Sequence[str], after: Sequence[str], old: Terms, new: Terms) -> list[str]:
    """Return those whose standing is another one afterwards, in the order of before.

    >>> changed("abc", "abc", Terms(), Terms(first=2)), changed("abc", "abc", Terms(), Terms())
    (['a', 'b'], [])
    >>> changed("abc", "abc", Terms(), Terms(corresponding=("c",)))
    ['c']
    """
    return [key for key in before if standing_of(key, before, old) != standing_of(key, after, new)]


def worsens(
    key: Any,
    before: Sequence[Any],
    after: Sequence[Any],
    old: Terms | None = None,
    new: Terms | None = None,
) -> bool:
    """Return whether a change worsens the standing of *key*, who cannot be asked.

    Further back, not the last any more, no longer corresponding, or a first or last authorship lost
    or shared with more people.

    >>> worsens("b", "abc", "bac"), worsens("a", "abc", "bac"), worsens("c", "abc", "acb")
    (False, True, True)
    >>> worsens("a", "abc", "abc", Terms(), Terms(first=2))
    True
    >>> worsens("b", "abc", "abc", Terms(), Terms(first=2))
    False
    """
    was = standing_of(key, before, old or Terms())
    will = standing_of(key, after, new or Terms())
    return (
        will.place > was.place
        or (was.corresponding and not will.corresponding)
        or _less(was.first, will.first)
        or _less(was.last, will.last)
    )


def _less(was: int, will: int) -> bool:
    """Return whether a share of an authorship, 1 of so many, is a smaller one afterwards; 0: none."""
    return was > 0 and (will == 0 or will > was)
