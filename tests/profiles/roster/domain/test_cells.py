"""What each cell of a roster is read as, and why one is refused."""

from __future__ import annotations

from datetime import date

import pytest

from profiles.roster.domain.cells import PARSERS, CellError, clean, excerpt, rank_of


def test_blanks_and_invisible_characters_are_taken_out():
    assert clean("  Ada \u00a0 Maria\u200b ") == "Ada Maria"
    assert clean("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("a\x00b", "nul"),
        ("=1+1", "formula"),
        (" \u00a0@x", "formula"),
        ("\u200b=1", "formula"),
        ("#N/A", "formula"),
        ("a\x07b", "control"),
    ],
)
def test_cell_that_a_spreadsheet_or_a_screen_would_take_otherwise_is_refused(cell, code):
    with pytest.raises(CellError) as caught:
        clean(cell)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("email", "Ada@School.Example", "ada@school.example"),
        ("rank", "Assoc. Professor", "associate"),
        ("unit", "Medicine / Cardiology", ("Medicine", "Cardiology")),
        ("unit", "", ()),
        ("start_date", "2026-07-01 00:00:00", date(2026, 7, 1)),
        ("start_date", "2026-07-01T00:00:00", date(2026, 7, 1)),
        ("start_date", "7/1/2026", date(2026, 7, 1)),
        ("start_date", "07/01/2026 0:00", date(2026, 7, 1)),
        ("start_date", "Jul 1, 2026", date(2026, 7, 1)),
        ("start_date", "September 1 2026", date(2026, 9, 1)),
        ("start_date", "Sept. 1, 2026", date(2026, 9, 1)),
        ("start_date", "01-Jul-2026", date(2026, 7, 1)),
        ("end_date", "", None),
        ("expertise", "Trials; trials;  Grants ", ("Trials", "Grants")),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    ],
)
def test_cell_is_read_as_its_column_says(column, text, value):
    assert PARSERS[column](text) == value


@pytest.mark.parametrize("text", ["Jux 1, 2026", "Juli 1, 2026", "Feb 30, 2026", "13/1/2026"])
def test_date_that_names_no_day_is_refused(text):
    with pytest.raises(CellError) as caught:
        PARSERS["start_date"](text)
    assert caught.value.code == "date"


def test_rank_is_read_from_a_job_title_or_left_empty():
    assert rank_of("Professor Emerita") == "emeritus"
    assert rank_of("Dean of everything") == ""
    assert rank_of("=cmd") == ""


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Professor of Medicine", "full"),
        ("Asst. Professor of Surgery", "assistant"),
        ("Profesor", "full"),
    ],
)
def test_rank_that_is_none_is_refused_with_the_nearest_one(text, near):
    with pytest.raises(CellError, match=f"Did you mean “{near}”"):
        PARSERS["rank"](text)


def test_excerpt_is_short_and_shows_nothing_unprintable():
    assert excerpt("a\x07b") == "a\ufffdb"
    assert excerpt("x" * 61) == "x" * 60 + "…"
