"""The text of a cell without what no one sees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

LONGEST_CELL = 20_000
EXCERPT = 60
# Characters without width, and those that turn the text around them: what looks the same becomes the same.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What no text or JSON in the database can hold.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")


def clean(cell: str) -> str:
    """Return *cell* with single blanks and without invisible characters; line breaks stay."""
    if cell.isalnum():
        return cell
    if not cell.isascii():
        cell = _INVISIBLE.sub("", cell)
    if cell.isprintable() and "  " not in cell and "\u00a0" not in cell:
        return cell.strip()
    lines = _BLANKS.sub(" ", cell.replace("\r\n", "\n").replace("\r", "\n"))
    return lines.replace(" \n", "\n").replace("\n ", "\n").strip()


def storable(value: Any) -> Any:
    """Return *value*, plain data with texts of cells, as the database can hold it: U+FFFD stands for what it can't."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value


def excerpt(text: str) -> str:
    """Return the beginning of *text*, on one line."""
    line = " ".join(text[: EXCERPT * 2].split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"


def letters_of(place: int) -> str:
    """Return what a spreadsheet calls the column *place*, counted from 1."""
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def numbers(rows: Sequence[int]) -> str:
    """Return the first of *rows* and a sign that there are more."""
    return ", ".join([*map(str, rows[:5]), *(["…"] if len(rows) > 5 else [])])
