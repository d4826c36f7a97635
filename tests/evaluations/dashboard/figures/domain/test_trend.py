"""Months and what a figure says of them."""

from __future__ import annotations

from datetime import date

from evaluations.dashboard.figures.domain.trend import Line, Trend, Value, last_months


def test_the_last_twelve_months_end_today() -> None:
    months = last_months(date(2026, 3, 10))

    assert len(months) == 12
    assert (months[0].first, months[0].last) == (date(2025, 4, 1), date(2025, 4, 30))
    assert (months[-2].first, months[-2].last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (months[-1].first, months[-1].last) == (date(2026, 3, 1), date(2026, 3, 10))


def test_a_figure_says_its_last_values_and_whether_it_hides_some() -> None:
    lines = [Line("Oct", (Value(None, "not shown"),)), Line("Nov", (Value(4, "4"),))]

    assert Trend("a", "A", "About", ("People",), lines).latest == [("People", Value(4, "4"))]
    assert Trend("a", "A", "About", ("People",), lines).hides
    assert not Trend("a", "A", "About", ("People",), lines[1:]).hides
    assert Trend("a", "A", "About", ("People",), []).latest == []
