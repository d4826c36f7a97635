"""The curricula that come with the product."""

from __future__ import annotations

import pytest

from evaluations.sessions.curriculum.domain.curricula import built_in

pytestmark = pytest.mark.django_db


def test_what_comes_with_the_product_is_whole() -> None:
    long, short, mentors = (built_in(key) for key in ("eight-months", "evenings", "mentors"))
    assert long and short and mentors

    assert [one.days_after for one in long.sessions] == [0, 1, 1, 33, 28, 35, 28, 35, 28]
    assert {one.minutes for one in long.sessions} == {420}
    assert {one.minutes for one in [*short.sessions, *mentors.sessions]} == {120}
    for one in [*long.sessions, *short.sessions, *mentors.sessions]:
        assert all((one.title, one.aims, one.preparation, one.guide))
