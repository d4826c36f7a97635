"""How often people are in touch follows from how often their program has them meet."""

import pytest

from matching.programs.domain.frequency import frequency_of


@pytest.mark.parametrize(
    ("cadence", "frequency"),
    [
        ("weekly", "weekly"),
        ("fortnightly", "weekly"),
        ("monthly", "monthly"),
        ("quarterly", "quarterly"),
    ],
)
def test_frequency_of_each_cadence(cadence, frequency) -> None:
    assert frequency_of(cadence) == frequency


def test_unknown_cadence_is_refused() -> None:
    with pytest.raises(ValueError, match="daily"):
        frequency_of("daily")
