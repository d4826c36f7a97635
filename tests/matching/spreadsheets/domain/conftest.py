"""A spreadsheet as a form exports it."""

from __future__ import annotations

import pytest

from mentornet.tabular.tables import Table, read_table
from tests.support.spreadsheets import SHEETS


@pytest.fixture
def export() -> Table:
    with (SHEETS / "form_export.csv").open("rb") as file:
        return read_table(file)
