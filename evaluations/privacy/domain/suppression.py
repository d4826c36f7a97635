"""Which figures may be shown, so that none gives a person away. Pure.

Groups form a tree: every group is the sum of its parts. A figure counts `count` of `of` people. It
is sensitive where fewer than `threshold` people have the property, or fewer than that lack it:
*primary suppression* hides it. That alone is not enough: what is hidden must not follow from the
parent and the other parts by subtraction, so *complementary suppression* hides further parts until
what is hidden together counts enough people.

One thing follows all the same: what is so of no one, or of everyone, in a group that is large
enough to be shown is so of each of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

# What files show in the place of a figure that may not be shown.
HIDDEN = "–"


@dataclass(frozen=True)
class Figure:
    """One figure of one group. `parent` is None for the whole; parts add up to their parent."""

    key: Hashable
    parent: Hashable | None
    count: int
    of: int


def is_sensitive(count: int, of: int, threshold: int) -> bool:
    """Return whether a figure speaks of too few people: those who have it, or those who do not.

    >>> is_sensitive(3, 40, 5), is_sensitive(38, 40, 5), is_sensitive(0, 40, 5)
    (True, True, False)
    """
    return 0 < of < threshold or 0 < count < threshold or 0 < of - count < threshold


def hidden_figures(
    figures: Sequence[Figure],
    *,
    threshold: int,
    hidden: Iterable[Hashable] = (),
    sizes: bool = False,
) -> frozenset[Hashable]:
    """Return the keys of the figures that must not be shown.

    *hidden* are groups of which nothing may be shown anyway. What lies below a hidden group is
    hidden with it; among the parts of a shown one, the smallest are hidden first. With *sizes* the
    figures count the people of each group themselves: no one in a group lacks being in it, so only
    those who have it need to be many.

    >>> rows = [Figure("all", None, 30, 60), Figure("a", "all", 2, 20), Figure("b", "all", 12, 15),
    ...         Figure("c", "all", 16, 25)]
    >>> sorted(hidden_figures(rows, threshold=5))
    ['a', 'b']
    """
    return hide(figures, threshold=threshold, hidden=hidden, sizes=sizes).suppressed


@dataclass(frozen=True)
class Suppression:
    """What is suppressed, primarily or as a complement, and what cannot be: sensitive parts that
    follow from what is known.
    """

    suppressed: frozenset[Hashable]
    uncovered: frozenset[Hashable]


def hide(
    figures: Sequence[Figure],
    *,
    threshold: int,
    hidden: Iterable[Hashable] = (),
    known: Iterable[Hashable] = (),
    sizes: bool = False,
) -> Suppression:
    """Return what to hide (see `hidden_figures`) where some figures are *known* already.

    A figure that was shown before and has not changed since hides nothing beside it: a reader kept
    it. Where only such are left, the sensitive parts of that group are uncovered.

    >>> rows = [Figure("all", None, 28, 60), Figure("a", "all", 2, 20), Figure("b", "all", 12, 20),
    ...         Figure("c", "all", 14, 20)]
    >>> sorted(hide(rows, threshold=5, known={"c"}).suppressed)
    ['a', 'b']
    >>> sorted(hide(rows, threshold=5, known={"b", "c"}).uncovered)
    ['a']
    """
    parts: dict[Hashable | None, list[Figure]] = defaultdict(list)
    for figure in figures:
        parts[figure.parent].append(figure)
    suppressed: set[Hashable] = set()
    uncovered: set[Hashable] = set()
    given, kept = frozenset(hidden), frozenset(known)
    top = parts[None]
    suppressed |= {one.key for one in top if one.key in given or _is_sensitive(one, threshold)}
    waiting = list(top)
    while waiting:
        group = waiting.pop()
        below = parts[group.key]
        if group.key in suppressed:
            suppressed |= {one.key for one in below}
        else:
            gone, covered = _suppressed_parts(below, threshold, given, kept, sizes)
            suppressed |= {one.key for one in gone}
            if not covered:
                uncovered |= {one.key for one in gone if one.key not in kept}
        waiting.extend(below)
    return Suppression(frozenset(suppressed), frozenset(uncovered))


def _is_sensitive(figure: Figure, threshold: int) -> bool:
    return is_sensitive(figure.count, figure.of, threshold)


def _suppressed_parts(
    parts: Sequence[Figure],
    threshold: int,
    given: frozenset[Hashable],
    known: frozenset[Hashable],
    sizes: bool,
) -> tuple[list[Figure], bool]:
    """Of the parts of a shown group, those to hide, and whether they hide each other.

    Suppression are the sensitive ones, those *given*, and enough beside them.
    """
    suppressed = [one for one in parts if one.key in given or _is_sensitive(one, threshold)]
    left = sorted(
        (one for one in parts if one not in suppressed and one.key not in known),
        key=lambda one: (-one.of, str(one.key)),
    )

    def secret() -> list[Figure]:
        return [one for one in suppressed if one.key not in known]

    while secret() and left and not _protects(secret(), threshold, sizes):
        suppressed.append(left.pop())
    # Where nothing is known beside them, the sum of all parts says no more than their parent.
    alone = len(suppressed) == len(parts) and len(secret()) == len(suppressed)
    return suppressed, not secret() or alone or _protects(secret(), threshold, sizes)


def _protects(suppressed: Sequence[Figure], threshold: int, sizes: bool) -> bool:
    """Return whether what is hidden together says nothing of any one part of it."""
    filled = [one for one in suppressed if one.of > 0]
    if len(filled) < 2:
        return False
    count = sum(one.count for one in suppressed)
    without = sum(one.of - one.count for one in suppressed)
    return count >= threshold and (sizes or without >= threshold)
