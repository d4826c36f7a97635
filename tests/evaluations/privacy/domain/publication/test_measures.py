"""What the published tables count: every measure is a part of another, up to all people."""

from __future__ import annotations

import pytest

from evaluations.privacy.domain.publication.measures import (
    ABOUT,
    ALL_PEOPLE,
    WITHIN,
    column,
    in_order,
    whole_of,
)


@pytest.mark.parametrize("measure", sorted({*WITHIN, *ABOUT}))
def test_every_measure_leads_up_to_all_people(measure: str) -> None:
    name, steps = column(measure), 0

    while name != ALL_PEOPLE:
        name, steps = whole_of(name), steps + 1
        assert steps < len(WITHIN) + len(ABOUT)


def test_what_is_counted_for_each_need_stays_with_its_need() -> None:
    assert whole_of("thin|role:sponsor") == "filled|role:sponsor"
    assert whole_of("demand|role:sponsor") == ALL_PEOPLE


def test_columns_stand_after_what_they_are_a_part_of_and_that_is_added() -> None:
    assert in_order({"thin|area:grants"}) == [
        "demand|area:grants",
        "filled|area:grants",
        "thin|area:grants",
    ]
    assert in_order({ALL_PEOPLE}) == []


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(KeyError):
        whole_of("shoe_size|")
