"""Days as an institution counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from profiles.models import Institution

NEW_YORK = Institution(name="Here", slug="here", time_zone="America/New_York")
LATE = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)
"""Half past eleven at night in New York, hours before its clocks go forward."""


def test_day_is_that_of_the_institutions_clock():
    assert NEW_YORK.local_date(now=LATE) == date(2026, 3, 7)
    assert Institution(time_zone="UTC").local_date(now=LATE) == date(2026, 3, 8)


def test_day_begins_and_ends_at_local_midnights():
    assert NEW_YORK.start_of_day(now=LATE) == datetime(2026, 3, 7, 5, tzinfo=UTC)
    assert NEW_YORK.end_of_day(now=LATE) == datetime(2026, 3, 8, 5, tzinfo=UTC)


def test_day_on_which_the_clocks_go_forward_has_23_hours():
    noon = datetime(2026, 3, 8, 16, tzinfo=UTC)
    begins, ends = NEW_YORK.start_of_day(now=noon), NEW_YORK.end_of_day(now=noon)
    assert (ends.astimezone(UTC) - begins.astimezone(UTC)).total_seconds() == 23 * 3_600
