"""The numbers of the map."""

from math import hypot, isclose, pi, tau

import pytest

from networks.map.domain import geometry
from networks.map.domain.geometry import Cell, at, polar, slots, text_width


@pytest.mark.parametrize("angle", [0.0, 1.0, -2.5])
def test_polar_is_the_inverse_of_at(angle):
    radius, found = polar(at(30.0, angle, centre=100.0), centre=100.0)

    assert isclose(radius, 30.0)
    assert isclose(found, angle)


def test_slots_keep_their_distance_inside_the_cell():
    cell = Cell(inner=50, outer=150, start=0.0, end=tau / 4)

    found = slots(6, cell, size=10, gap=4)

    points = [at(radius, angle, centre=0) for radius, angle in found]
    nearest = min(hypot(a[0] - b[0], a[1] - b[1]) for a in points for b in points if a is not b)
    assert len(found) == 6
    assert nearest >= 24 - 1e-9
    assert all(60 <= radius <= 140 and 0 < angle < tau / 4 for radius, angle in found)


def test_slots_say_when_the_cell_is_too_small():
    assert slots(1, Cell(inner=50, outer=60, start=0.0, end=pi), size=10, gap=4) is None
    assert slots(500, Cell(inner=50, outer=150, start=0.0, end=pi), size=10, gap=4) is None


def test_numbers_are_written_short():
    assert [geometry.n(value) for value in (1.0, 0.5, 2.349)] == ["1", "0.5", "2.3"]


def test_wide_scripts_take_more_room():
    assert text_width("漢字", 10) == 21.0
    assert text_width("ab", 10) == pytest.approx(11.4)
