"""Names that stand in one cell, taken apart: “Moreno, Ada” and “Ada Moreno”. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from mentornet.names import is_degrees, without_titles

# Words that begin a family name of several words.
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "da",
        "das",
        "do",
        "dos",
        "du",
        "la",
        "las",
        "le",
        "los",
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "ter",
        "ten",
        "tot",
        "af",
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "bint",
        "abu",
        "st",
        "st.",
        "san",
        "santa",
        "y",
        "e",
    ]
)
_NOT_FIRST = frozenset({"y", "e"})


class NameOrder(StrEnum):
    """What stands first in names without a comma."""

    FIRST_LAST = "first_last"
    LAST_FIRST = "last_first"


def split_name(name: str, order: str = NameOrder.FIRST_LAST) -> tuple[str, str]:
    """Return the given and the family name of *name*, without titles and degrees; one word is a given name.

    >>> split_name("Moreno, Ada Lucía"), split_name("Dr. Ada Moreno MD"), split_name("Suharto")
    (('Ada Lucía', 'Moreno'), ('Ada', 'Moreno'), ('Suharto', ''))
    >>> split_name("José María de la Cruz y Ortega"), split_name("Moreno Ada", "last_first")
    (('José María', 'de la Cruz y Ortega'), ('Ada', 'Moreno'))
    """
    parts = [part.strip() for part in name.split(",")]
    others = [part for part in parts[1:] if part and not is_degrees(part)]
    if others:
        return without_titles(" ".join(others)), parts[0]
    words = without_titles(parts[0]).split()
    if len(words) < 2:
        return " ".join(words), ""
    if order == NameOrder.LAST_FIRST:
        return " ".join(words[1:]), words[0]
    at = _family_starts(words)
    return " ".join(words[:at]), " ".join(words[at:])


def _family_starts(words: list[str]) -> int:
    """Return at which of *words* the family name begins: the first particle, or the last word."""
    for at, word in enumerate(words[1:-1], start=1):
        if word.casefold() in _PARTICLES - _NOT_FIRST:
            return at
    return len(words) - 1


def have_commas(names: Iterable[str]) -> bool:
    """Return whether most of *names* are written with a comma between their two halves."""
    found = [bool(split) for name in names if name.strip() for split in [_behind_comma(name)]]
    return sum(found) * 2 > len(found)


def _behind_comma(name: str) -> bool:
    return any(part.strip() and not is_degrees(part) for part in name.split(",")[1:])
