"""The files of an upload, and the tables in them as they were read."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from matching.spreadsheets.models import SheetUpload
from mentornet.tabular.packed import packed, unpacked
from mentornet.tabular.tables import Table, read_table

PEOPLE, MENTORS = "people", "mentors"
READ = "read"
"""In the options: how what is kept of each file was read."""


def tables_of(row: SheetUpload) -> dict[str, Table]:
    """Return the sheets by their part: "people", and "mentors" where there are two files.

    They were read when they came. A file is read again for someone with another language, in which its notes are.
    """
    return {
        which: _kept(row, which) or read_source(content_of(row, which), row.options.get(which, {}))
        for which in (PEOPLE, MENTORS)
        if which == PEOPLE or row.mentors_name
    }


def keep_read(row: SheetUpload, which: str, table: Table) -> None:
    """Let *row* keep what was read of one file, as its options say how; it is not saved."""
    setattr(row, f"{which}_table", packed(table))
    row.options = row.options | {READ: row.options.get(READ, {}) | {which: _how_read(row, which)}}


def content_of(row: SheetUpload, which: str) -> bytes:
    """Return one file."""
    return bytes(row.people_file if which == PEOPLE else row.mentors_file)


def read_source(content: bytes, source: Mapping[str, Any]) -> Table:
    """Return the table of the sheet and header row that were chosen, if they were; raise UnreadableFile."""
    return read_table(
        io.BytesIO(content), sheet=source.get("sheet"), header_row=source.get("header_row")
    )


def _kept(row: SheetUpload, which: str) -> Table | None:
    """Return the table as it was read; None where another sheet was chosen since, or it has another language."""
    if row.options.get(READ, {}).get(which) != _how_read(row, which):
        return None
    return unpacked(bytes(row.people_table if which == PEOPLE else row.mentors_table))


def _how_read(row: SheetUpload, which: str) -> dict[str, Any]:
    return {"source": row.options.get(which, {}), "language": get_language()}
