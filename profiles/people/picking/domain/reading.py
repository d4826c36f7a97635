"""People as they are typed or pasted: which pieces of a text name someone, and how each can be read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mentornet.names import is_degrees, without_titles

ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+")
_BULLET = re.compile(r"^\s*(?:[-–—*•·]|\d{1,3}[.)])\s+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)

Reading = tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """One piece of a text: as it was typed, the email in it, and the names as which it can be read.

    Each reading is one name or several; the first is the likeliest.
    """

    text: str
    email: str = ""
    readings: tuple[Reading, ...] = ()


def read_people(text: str) -> list[Named]:
    """Return the pieces of *text*: emails, names in either order, one a line or several.

    >>> [(one.email, one.readings[:1]) for one in read_people("Okafor, Ada, MD; Dr. Ben Sato <ben@school.edu>")]
    [('', (('Ada Okafor',),)), ('ben@school.edu', (('Ben Sato',),))]
    >>> read_people("1. Ada Okafor, Ben Sato")[0].readings[0]
    ('Ada Okafor', 'Ben Sato')
    """
    pieces = (piece for line in text.splitlines() for piece in _BULLET.sub("", line).split(";"))
    return [one for piece in pieces for one in _read(piece.strip(" ,\n\r")) if one.text]


def _read(piece: str) -> Iterator[Named]:
    emails = list(ADDRESS.finditer(piece))
    if not emails:
        if re.search(r"[^\W\d_]", piece):
            yield Named(piece, readings=_readings(piece))
        return
    start = 0
    for at, found in enumerate(emails):
        # What is behind the last email is a rank or a unit, and only kept as it was typed.
        end = len(piece) if at == len(emails) - 1 else found.end()
        end += piece[end : end + 1] == ">"
        before = piece[start : found.start()].strip(" ,<>\t\"'")
        readings = _readings(before) if re.search(r"[^\W\d_]", before) else ()
        yield Named(piece[start:end].strip(" ,\t"), found[0].strip("."), readings)
        start = end


def _readings(piece: str) -> tuple[Reading, ...]:
    """Return how *piece*, which has no email in it, can be read."""
    bare = _ASIDE.sub(" ", piece).replace('"', " ").replace("“", " ").replace("”", " ")
    columns = [one.strip() for one in bare.split("\t") if one.strip()]
    if len(columns) > 1:
        if "," in columns[0]:
            return _between_commas(columns[0])
        whole = (columns[0],) if " " in columns[0] else ()
        each = tuple(columns) if all(" " in one for one in columns) else ()
        return _distinct((f"{columns[0]} {columns[1]}",), whole, each)
    return _between_commas(bare)


def _between_commas(text: str) -> tuple[Reading, ...]:
    first, *others = [" ".join(one.split()) for one in text.split(",")]
    parts = [first, *(one for one in others if one and not is_degrees(one))]
    parts = [one for one in parts if one]
    whole = tuple(without_titles(one) for one in parts)
    if len(parts) == 1:
        each = tuple(without_titles(one) for one in _AND.split(parts[0]))
        return _distinct(whole, each, (parts[0],))
    pairs = tuple(
        without_titles(f"{given} {without_titles(family)}")
        for family, given in zip(parts[::2], parts[1::2], strict=False)
    )
    if len(parts) % 2:
        return _distinct(whole)
    if all(" " in one for one in parts):
        return _distinct(whole, pairs)
    if len(parts) == 2 and not any(" " in one for one in parts):
        return _distinct(pairs)
    return _distinct(pairs, whole)


def _distinct(*readings: Reading) -> tuple[Reading, ...]:
    kept = (tuple(one for one in reading if one) for reading in readings)
    return tuple(dict.fromkeys(one for one in kept if one))
