"""Spreadsheets as directors have them."""

from __future__ import annotations

import io
from pathlib import Path

from matching.spreadsheets.domain.reader import Table, read_table

SHEETS = Path(__file__).parent.parent / "matching" / "spreadsheets" / "sheets"


def table_of(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()))
