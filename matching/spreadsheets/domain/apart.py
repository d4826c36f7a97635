"""Who has the same adviser, lab, unit or chief, and so isn't matched: values compared as names are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.spreadsheets.domain.parts import Named
from mentornet.names import group_names, plain_name

Answers = Mapping[str, bool]
"""Key of two names that look alike → whether they are one person's."""


@dataclass(frozen=True)
class Alike:
    """Two names that may be one person's or one lab's, which a director has to say; `same` is the answer.

    Until then, those who have them are kept apart.
    """

    one: str
    other: str
    same: bool | None = None

    @property
    def key(self) -> str:
        return key_of(self.one, self.other)


@dataclass(frozen=True)
class Apart:
    """Pairs (mentee's key, mentor's key) with something the same, and the names to be asked about."""

    pairs: tuple[tuple[str, str], ...] = ()
    alike: tuple[Alike, ...] = ()


def key_of(one: str, other: str) -> str:
    """Return what names two names, whatever their order and how they are written."""
    return "|".join(sorted([plain_name(one) or one, plain_name(other) or other]))


def with_the_same(
    proteges: Sequence[Named], mentors: Sequence[Named], answers: Answers | None = None
) -> Apart:
    """Return whom the columns "not with the same" part.

    A mentor who is someone's adviser counts as their own adviser, too.
    """
    if not any(one.same for one in proteges):
        return Apart()
    own = [(one.person.key, one.same) for one in proteges]
    others = [(one.person.key, (*one.same, one.name)) for one in mentors]
    grouped = group_names(name for _key, names in (*own, *others) for name in names)
    of_proteges, of_mentors = _by_name(own, grouped.first), _by_name(others, grouped.first)
    pairs = {
        (protege, mentor)
        for name, keys in of_proteges.items()
        for protege in keys
        for mentor in of_mentors.get(name, ())
    }
    alike = []
    sure = frozenset(pairs)
    for near in grouped.near:
        between = {
            (protege, mentor)
            for one, other in (near, near[::-1])
            for protege in of_proteges.get(one, ())
            for mentor in of_mentors.get(other, ())
        }
        if between - sure:
            asked = Alike(*near, same=(answers or {}).get(key_of(*near)))
            alike.append(asked)
            pairs |= set() if asked.same is False else between
    return Apart(tuple(sorted(pairs)), tuple(alike))


def _by_name(
    people: Iterable[tuple[str, Sequence[str]]], first: Mapping[str, str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, names in people:
        for name in dict.fromkeys(first[name] for name in names if name in first):
            found.setdefault(name, []).append(key)
    return found
