"""The errors of an import, kept packed, and said by the headings of the file."""

import csv
import io

import pytest
from django.urls import reverse

from profiles.roster.domain import listing
from profiles.roster.domain.found_errors import errors_of, grouped, keep_errors, lines_of
from profiles.roster.models import RosterImport
from tests.profiles.roster.pages import checked, confirm
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


def test_equal_errors_of_a_column_are_one():
    def error(row: int, column: str, message: str, value: str = "") -> dict[str, object]:
        return {"row": row, "column": column, "message": message, "value": value}

    found = grouped(
        [
            error(0, "end_date", "No date."),
            error(2, "start_date", "No date.", "May 1"),
            error(3, "end_date", "No date.", "May 3"),
            error(3, "start_date", "No date.", "May 2"),
            error(4, "start_date", "No year.", "3"),
            error(5, "start_date", "No date.", "May 4"),
            error(5, "start_date", "No date.", "May 4"),
        ]
    )
    assert [(one["rows"], one["row"], one["column"], one["value"]) for one in found] == [
        (1, 0, "end_date", ""),
        (3, 2, "start_date", "May 1"),
        (1, 3, "end_date", "May 3"),
        (1, 4, "start_date", "3"),
    ]
    assert grouped([]) == []


def test_errors_are_said_by_headings_and_rows_of_the_file_before_and_after_the_import(
    client, director, monkeypatch
):
    monkeypatch.setattr(listing, "CHUNK", 3)
    bad = "".join(f'{n},nonsense{n},"Ash, Ada",full,Feb {n + 40} 2020\n' for n in range(1, 8))
    row = checked(
        client,
        "Faculty list,,,,\n\nEmpl ID,Work Email,Worker,Academic Title,Hire Date\n"
        + f'{bad}8,h@x.example,"Birch, {"B" * 101}",full,\n9,i@x.example,"Cedar, Cy",full,\n',
    )
    address = reverse("profiles:roster_errors", args=[row.pk])
    expected = [("4", "Work Email"), ("4", "Hire Date"), ("11", "Worker")]
    for _state in ("checked", "done"):
        page = on_one_line(
            client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
        )
        assert page.count("7 rows, such as row 4") == 2
        assert [page.count(f">{heading}</td>") for _row, heading in expected] == [1, 1, 1]
        content = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(content)))
        assert len(lines) == 16
        assert [tuple(lines[at][:2]) for at in (1, 2, 15)] == expected
        row = confirm(client, row, skip="1")
    assert (row.state, len(errors_of(row)), len(lines_of(row))) == ("done", 15, 3)
    assert set(row.findings) == {"packed"}


def test_errors_that_were_kept_before_they_were_packed_are_read():
    old = [{"row": 2, "column": "email", "value": "x", "message": "No.", "id": "1"}]
    row = RosterImport(findings={"errors": old})
    assert (errors_of(row), lines_of(row)[0]["rows"]) == (old, 1)
    keep_errors(row, [])
    assert (row.findings, row.listing) == ({}, b"")
