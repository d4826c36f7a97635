"""Tables of people as their tools write them: one reader for all.

`read_table` returns a whole table, `open_table` one whose rows are read as they are asked for. Both tell what was
understood (which tool, sheet and header row) and what was left out, so that people can check it. What makes the file
as a whole unusable is `UnreadableFile`; what is wrong with a row or a cell is a `CellProblem`, for the caller to refuse
where the column matters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from mentornet.tabular.days import DayOrder, Days, Example
from mentornet.tabular.errors import UnreadableFile
from mentornet.tabular.headers import HeaderWhy
from mentornet.tabular.heads import plan_head
from mentornet.tabular.kinds import Kind, Meaning
from mentornet.tabular.opening import open_raw
from mentornet.tabular.parts import CellProblem, Filled, LeftOut, Row, Table
from mentornet.tabular.raw import Limits, Sheet
from mentornet.tabular.stream import TableStream

__all__ = [
    "CellProblem",
    "DayOrder",
    "Days",
    "Example",
    "Filled",
    "HeaderWhy",
    "Kind",
    "LeftOut",
    "Limits",
    "Meaning",
    "Row",
    "Sheet",
    "Table",
    "TableStream",
    "UnreadableFile",
    "open_table",
    "read_table",
]

DEFAULT_LIMITS = Limits()


def read_table(
    file: BinaryIO,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    header_row: int | None = None,
    known_heading: Callable[[str], bool] | None = None,
) -> Table:
    """Return the table in a CSV or XLSX *file*; raise UnreadableFile.

    As `open_table`, with all rows in memory.
    """
    return open_table(
        file, limits=limits, sheet=sheet, header_row=header_row, known_heading=known_heading
    ).table()


def open_table(
    file: BinaryIO,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    header_row: int | None = None,
    known_heading: Callable[[str], bool] | None = None,
) -> TableStream:
    """Return the table in a CSV or XLSX *file*, whose rows are still to be read; raise UnreadableFile.

    *sheet* and *header_row* (as a spreadsheet numbers rows) overrule what would be chosen. *known_heading* says
    whether the caller has a use for a heading: it helps to tell the header, the sheet and the delimiter.
    """
    raw = open_raw(file, limits=limits, sheet=sheet, known_heading=known_heading)
    head, rest, plan = plan_head(
        raw, limits=limits, header_row=header_row, known_heading=known_heading
    )
    return TableStream(raw, plan, rows=(head, rest), limits=limits)
