"""Whether a file writes the month or the day first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.models import Membership
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.day_order import mixed_days, read_month_first
from profiles.roster.domain.rows import RawRow
from tests.profiles.roster.steps import HEADER, errors, plan

WITH_DAYS = HEADER + ",start_date"


def rows(*days):
    """Return a row for each of *days*, which is its first day."""
    return [RawRow(number, {"start_date": day}) for number, day in enumerate(days, start=2)]


def test_days_that_can_be_two_are_refused_where_another_has_the_day_first():
    found = mixed_days(rows("15/9/2021", "3/4/2026", "4/4/2026", "2026-03-04", ""))
    assert [(error.row, error.column, error.code) for error in found] == [
        (3, "start_date", "day_order")
    ]
    assert "row 2 has the day first (15/9/2021)" in found[0].message


def test_days_with_the_month_first_stand_and_need_no_note():
    us = rows("9/15/2021", "3/4/2026")
    assert mixed_days(us) == []
    assert read_month_first(us) == []


def test_file_whose_days_tell_nothing_says_how_they_are_read():
    assert read_month_first(rows("4/4/2026", "3/4/2026 0:00")) == [
        "Days have the month first here: 3/4/2026 0:00 was read as Mar 4, 2026."
    ]
    assert read_month_first(rows("4/4/2026", "2026-03-04")) == []


@given(st.lists(st.text("0123456789/ :-", max_size=14), max_size=5))
def test_nothing_that_a_cell_may_hold_breaks_it(days):
    mixed_days(rows(*days))
    read_month_first(rows(*days))


@pytest.mark.django_db
def test_bad_rows_that_are_skipped_leave_no_wrong_days_behind(institution):
    lines = ["1,a@x.example,Ada,Ash,full,15/9/2021", "2,b@x.example,Bo,Birch,full,3/4/2026"]
    made = plan(institution, *lines, header=WITH_DAYS)
    assert sorted(errors(made)) == [(2, "start_date", "date"), (3, "start_date", "day_order")]
    apply_import(made, actor=None, skip_bad_rows=True)
    assert not Membership.objects.filter(external_id__in=["1", "2"]).exists()


@pytest.mark.django_db
def test_preview_notes_how_days_are_read(institution):
    made = plan(institution, "2,b@x.example,Bo,Birch,full,3/4/2026", header=WITH_DAYS)
    assert made.notes == ["Days have the month first here: 3/4/2026 was read as Mar 4, 2026."]
