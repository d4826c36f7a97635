"""What each cell of a roster may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.roster.domain.rows import RawRow, parse_row


@given(
    st.dictionaries(
        st.sampled_from(["email", "rank", "unit", "start_date", "expertise", "orcid", "specialty"]),
        st.text(max_size=300),
    )
)
def test_parse_row_of_any_text_gives_a_person_or_errors(cells):
    base = {"external_id": "1", "email": "a@x.example", "given_name": "A", "family_name": "B"}
    row, errors = parse_row(RawRow(2, {**base, "rank": "full", **cells}))
    assert (row is None) == bool(errors)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("start_date", "31/12/2026", "date"),
        ("start_date", "1/2/26", "date"),
        ("start_date", "2026-02-30", "date"),
        ("orcid", "0000-0002-1825-0098", "orcid_checksum"),
        ("specialty", "x" * 201, "too_long"),
        ("given_name", "x" * 100_000, "too_long"),
        ("given_name", "@SUM(A1)", "formula"),
        ("expertise", "a; =b", "formula"),
        ("unit", "Med // Cardiology", "unit_path"),
        ("given_name", "#REF!", "formula"),
    ],
)
def test_parse_row_names_the_cell_that_is_wrong(column, cell, code):
    base = {"external_id": "1", "email": "a@x.example", "given_name": "A", "family_name": "B"}
    _, errors = parse_row(RawRow(7, {**base, "rank": "full", column: cell}))
    assert [(error.row, error.column, error.code) for error in errors] == [(7, column, code)]
