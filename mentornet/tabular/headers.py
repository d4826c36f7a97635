"""Which row of a table names its columns: not always the first, for reports begin with titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mentornet.tabular.kinds import kind_of
from mentornet.tabular.no_data import is_line

LOOKED_AT = 40
"""How many rows with something in them are looked at for the header."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_VALUE = re.compile(r"^[\d\W]*\d[\d\W]*$")


class HeaderWhy(TextChoices):
    """How the header was found."""

    FIRST = "first", _("It is the first row.")
    KNOWN = "known", _("It is the row with the most column names that we know.")
    WIDEST = "widest", _("It is the first row that fills the width of the table.")
    TOOL = "tool", _("We know the tool that wrote the file.")
    CHOSEN = "chosen", _("You chose it.")


HeadRow = tuple[int, Sequence[str]]


def find_header(
    head: Sequence[HeadRow],
    *,
    known_heading: Callable[[str], bool] | None = None,
    grouped: Container[int] = (),
) -> tuple[int, HeaderWhy]:
    """Return which of the rows of *head*, none of them blank, is the header, and why.

    *grouped* has the numbers of rows with cells that are merged across columns: they name groups of columns.
    """
    for at, (_number, cells) in enumerate(head[:LOOKED_AT]):
        if kind_of(cells) and not holds_person(cells):
            return at, HeaderWhy.FIRST if at == 0 else HeaderWhy.TOOL
    if known_heading is not None:
        counts = [sum(map(known_heading, filter(None, cells))) for _number, cells in head]
        most = max(counts, default=0)
        if most >= 2:
            at = counts.index(most)
            return at, HeaderWhy.FIRST if at == 0 else HeaderWhy.KNOWN
    widths = [sum(1 for cell in cells if cell) for _number, cells in head]
    width = max(widths, default=0)
    for at, (number, cells) in enumerate(head):
        if is_line(list(filter(None, cells))):
            continue
        if number in grouped and at + 1 < len(head) and widths[at + 1] > widths[at]:
            continue
        if widths[at] * 2 > width and widths[at] >= min(width, 2) and not _is_values(cells):
            return at, HeaderWhy.FIRST if at == 0 else HeaderWhy.WIDEST
    return 0, HeaderWhy.FIRST


def holds_person(cells: Sequence[str]) -> bool:
    """Return whether a row has an email address, as no header does."""
    return any(_EMAIL.fullmatch(cell) for cell in cells)


def _is_values(cells: Sequence[str]) -> bool:
    """Return whether most of the filled cells are numbers or days: such a row names no columns."""
    filled = [cell for cell in cells if cell]
    return sum(bool(_VALUE.match(cell)) for cell in filled) * 2 > len(filled)
