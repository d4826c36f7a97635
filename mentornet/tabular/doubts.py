"""What can't be told of a cell, and what to do."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from mentornet.tabular.cleaning import LONGEST_CELL, excerpt

_EXPONENT = re.compile(r"^-?\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)


def doubt(cell: str) -> str | None:
    """Return what can't be told of *cell*, in words; None for almost all."""
    if "+" in cell and _EXPONENT.match(cell):
        return _(
            "A spreadsheet shortened the number “%(text)s”, and its digits are lost. Format the "
            "column as text, enter the numbers again, and save the file."
        ) % {"text": excerpt(cell)}
    if "\x00" in cell or "\ufffd" in cell:
        return _(
            "It has characters that were lost when the file was saved. Save it as CSV UTF-8 or .xlsx."
        )
    if cell[0] == '"' and cell.count('"') % 2:
        return _("A quotation mark is not closed. Fix the cell.")
    if len(cell) > LONGEST_CELL:
        return _("It has more than 20,000 characters. Delete what is not needed.")
    return None
