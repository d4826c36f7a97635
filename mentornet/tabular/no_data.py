"""Rows of a table that are no data: totals, footers, headers of further pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

_TOTAL = re.compile(
    r"^(?:(?:grand|sub|overall|report)[\s-]*)?totals?\b|^(?:row|record|head)?\s*count\s*[:=]?\s*\d*$"
    r"|^(?:sum|average|mean)\b\s*:?$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^\W*(?:(?:strictly |highly )?confidential|do not (?:distribute|share|copy|edit)|for internal use|internal use"
    r"|page \d+(?: of \d+)?|end of (?:report|file|list|data)|generated (?:by|on|at)|report (?:run|date|generated|name)"
    r"|run (?:date|on|by|time)|printed (?:on|by)|exported (?:on|by|from)|created (?:on|by)|last updated|as of \d"
    r"|source\s*:|notes?\s*:|disclaimer|copyright|©|\(c\) \d{4}|\*+\s|prepared (?:by|for)|\d+ rows?(?: selected)?\W*$"
    r"|this (?:report|list|document|file) )",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^[\d\W]*\d[\d\W]*$")
_LINE = set("-=_*.+")
SENTENCE = 60


def why_no_data(
    cells: Sequence[str], header: Sequence[str], *, is_section: bool = False
) -> str | None:
    """Return why a row is no data, in words; None if it is data, or could be.

    *is_section* says that one cell of it is merged across many columns.
    """
    filled = [cell for cell in cells if cell]
    if _repeats(cells, header, filled):
        return _("It repeats the header.")
    first = filled[0]
    if _TOTAL.match(first) and len(header) > 1 and all(map(_NUMBER.match, filled[1:])):
        return _("It is a total.")
    if is_section and len(filled) == 1:
        return _("It is the heading of a section.")
    if "@" not in "".join(filled) and _is_remark(cells, filled, width=len(header)):
        return _("It is a remark on the table, not a row of it.")
    if is_line(filled):
        return _("It is a line, not a row.")
    return None


def is_line(filled: Sequence[str]) -> bool:
    """Return whether the cells draw a line, as between a header and its rows."""
    return len(filled[0]) > 2 and all(set(cell) <= _LINE for cell in filled)


def _is_remark(cells: Sequence[str], filled: Sequence[str], *, width: int) -> bool:
    if len(filled) >= min(width, 3):
        return False
    return bool(_FOOTER.match(filled[0])) or (
        len(filled) == 1 and len(filled[0]) > SENTENCE and cells[0] == filled[0]
    )


def _repeats(cells: Sequence[str], header: Sequence[str], filled: Sequence[str]) -> bool:
    first = next(at for at, cell in enumerate(cells) if cell)
    if cells[first].casefold() != header[first].casefold():
        return False
    same = sum(
        cell.casefold() == title.casefold()
        for cell, title in zip(cells, header, strict=False)
        if cell
    )
    return same == len(filled) > 1 or (len(filled) > 2 and same > len(filled) / 2)
