"""Names that lost letters on their way into the file: “Nguy?n” was Nguyễn. Pure.

A spreadsheet that saves in an old encoding writes a question mark for each letter that this does not have. What stood
there can't be told any more, but the file can be saved again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import ngettext

from mentornet.moments import number
from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.rows import RawRow

COLUMNS = ("given_name", "family_name")
NAMED = 3
# “Kim (?)” is someone's doubt and no loss.
_LOST = re.compile(r"\ufffd|[^\W\d_]\?|\?[^\W\d_]|^\s*\?+\s*$")


def lost_letters(raws: Iterable[RawRow]) -> list[str]:
    """Return a note on the names with question marks or replacement signs in place of letters."""
    found = [raw for raw in raws if any(_lost(raw.cells.get(name, "")) for name in COLUMNS)]
    if not found:
        return []
    rows = ", ".join(f"{raw.number} ({_name(raw)})" for raw in found[:NAMED])
    words = ngettext(
        "Some letters of the name in row %(rows)s were lost when the file was saved. Save it as "
        "CSV UTF-8 or XLSX and upload it again.",
        "Some letters of the names in %(count)s rows were lost when the file was saved, such as "
        "rows %(rows)s. Save it as CSV UTF-8 or XLSX and upload it again.",
        len(found),
    )
    return [words % {"count": number(len(found)), "rows": rows}]


def _lost(cell: str) -> bool:
    return ("?" in cell or "\ufffd" in cell) and _LOST.search(cell) is not None


def _name(raw: RawRow) -> str:
    parts = (raw.cells.get(name, "").strip() for name in COLUMNS)
    return excerpt(" ".join(part for part in parts if part))
