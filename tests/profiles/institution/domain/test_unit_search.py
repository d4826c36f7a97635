"""Units by what is typed: clear, unclear, unknown."""

from uuid import UUID

import pytest

from profiles.institution.domain.unit_search import matching, meant

PATHS = {
    UUID(int=1): ("School of Medicine",),
    UUID(int=2): ("School of Medicine", "Cardiology"),
    UUID(int=3): ("School of Medicine", "Surgery"),
    UUID(int=4): ("School of Medicine", "Surgery", "Cardiology"),
    UUID(int=5): ("Women’s Health",),
    UUID(int=6): ("OB/GYN",),
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("School of Medicine / Surgery / Cardiology", [4]),
        ("school of medicine/cardiology", [2]),
        ("cardiology", [2, 4]),
        ("surg", [3, 4]),
        ("womens health", [5]),
        ("ob gyn", [6]),
        ("school surgery card", [4]),
        ("dermatology", []),
        ("  …  ", []),
    ],
)
def test_units_that_words_can_mean(typed, found):
    assert [pk.int for pk in meant(PATHS, typed)] == found


def test_those_come_first_whose_own_name_has_the_words_and_nearer_the_top():
    assert [pk.int for pk in matching(PATHS, "medicine")] == [1, 2, 3, 4]
    assert [pk.int for pk in matching(PATHS, "card")] == [2, 4]
