"""Spreadsheets as directors have them."""

from __future__ import annotations

import io
from pathlib import Path

from mentornet.tabular.tables import Table, read_table

SHEETS = Path(__file__).parent.parent / "matching" / "spreadsheets" / "sheets"


def table_of(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()))


def case(name: str) -> Table:
    """Return a file after a public report of people who match by spreadsheets."""
    with case_path(name).open("rb") as file:
        return read_table(file)


def case_path(name: str) -> Path:
    read_by_all = SHEETS.parents[2] / "mentornet" / "tabular" / "cases" / f"{name}.csv"
    return read_by_all if read_by_all.exists() else SHEETS / f"{name}.csv"
