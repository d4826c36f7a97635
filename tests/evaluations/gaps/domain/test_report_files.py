"""A gap report as a file: the same figures as on the page."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.gaps.domain.snapshot import take_snapshot
from profiles.models import Institution
from tests.evaluations.gaps.domain.test_report import director, here, of
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    TieFactory,
)

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_files_hold_the_same_figures(here: Institution, pango: None) -> None:
    for junior in of(here, "Surgery")[:10]:
        TieFactory(protege=junior, mentor=of(here, "Medicine")[0])
    take_snapshot(here)
    client = client_of(director(here))

    text = client.get(reverse("evaluations:gaps_file", args=["csv"])).content.decode("utf-8-sig")
    rows = {line[0]: line[1:] for line in csv.reader(StringIO(text)) if line}
    today = take_snapshot(here).isoformat()
    assert rows["Have a mentor"] == ["10", "63", "16", today]
    book = load_workbook(
        BytesIO(client.get(reverse("evaluations:gaps_file", args=["xlsx"])).content)
    )
    cells = [[cell.value for cell in row] for row in book["Figures"].iter_rows()]
    assert ["Have a mentor", 10, 63, 16, today] in cells
    written = client.get(reverse("evaluations:gaps_file", args=["pdf"]))
    assert written.content.startswith(b"%PDF")
