"""Headings of a roster's columns, as people write them."""

from __future__ import annotations

import pytest

from profiles.roster.domain.columns import COLUMNS, REQUIRED, column_of, nearest_heading


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("external_id", "external_id"),
        ("\ufeffExternal-ID ", "external_id"),
        ("E-MAIL", "email"),
        ("Last  name", "family_name"),
        ("favorite color", None),
        ("", None),
    ],
)
def test_heading_is_known_in_any_case_and_by_its_synonyms(heading, column):
    assert column_of(heading) == column


def test_slip_of_a_heading_is_told_from_a_stranger():
    assert nearest_heading("famly_name") == "family_name"
    assert nearest_heading("favorite color") is None
    assert nearest_heading("x" * 100_000) is None


def test_every_column_says_what_it_holds_and_no_heading_means_two():
    assert [column.name for column in COLUMNS if not column.help] == []
    headings = [one for column in COLUMNS for one in (column.name, *column.synonyms)]
    assert len(headings) == len(set(headings))
    assert REQUIRED == ("external_id", "email", "given_name", "family_name", "rank")
