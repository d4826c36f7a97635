"""The eight months: nine full days, the first three in a row and then a month apart, each with time to arrive and to close."""

from __future__ import annotations

from evaluations.sessions.curriculum.domain.eight_months import EIGHT_MONTHS
from evaluations.sessions.curriculum.domain.outline_texts import CLOSE, DAY, MONTH_LONG, MONTH_SHORT


def test_three_days_in_a_row_begin_it_and_the_others_are_four_or_five_weeks_apart() -> None:
    days = [one.days_after for one in EIGHT_MONTHS.outlines]

    assert (len(days), days[:3]) == (9, [0, DAY, DAY])
    # The fourth comes a month after the first of the three.
    assert days[3] == MONTH_LONG - 2 * DAY
    assert set(days[4:]) <= {MONTH_SHORT, MONTH_LONG}


def test_each_day_has_seven_hours_and_closes_with_what_each_takes_on() -> None:
    for outline in EIGHT_MONTHS.outlines:
        assert sum(length for length, _title in outline.segments) == 7 * 60, outline.title
        assert outline.segments[-1][1] == CLOSE, outline.title
