"""Why a file can't be used."""

from __future__ import annotations

import csv

from django.utils.translation import gettext as _

from mentornet.errors import DomainError
from mentornet.moments import number


class UnreadableFile(DomainError):
    """The file as a whole can't be used; the message says why and what to do."""

    code = "unreadable_file"


def csv_problem(error: csv.Error, *, line: int, row: int) -> UnreadableFile:
    """Return what is wrong with a text that can't be cut into cells, at which line and row of it."""
    words = {"line": line, "row": row, "error": error, "most": number(csv.field_size_limit())}
    if "field larger" in str(error):
        message = _(
            "Near line %(line)d (row %(row)d), a cell has over %(most)s characters. Shorten it. If no cell is that "
            "long, a quotation mark before it is not closed."
        )
    else:
        message = _(
            "Near line %(line)d (row %(row)d), a quotation mark is not closed, or is inside a "
            "cell without being doubled (%(error)s). Fix that line."
        )
    return UnreadableFile(message % words)
