"""No caption of the map prints over a name, a mark or another caption, and names fit or are listed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.map.domain.geometry import Box, text_width
from networks.map.domain.labels import box_of
from networks.map.domain.layout import layout
from networks.map.domain.parts import MapLayout, MapTie
from networks.phrases import KIND_LABELS, ROLE_LABELS
from tests.networks.map.domain.arcs import boxes_along
from tests.support.examples import examples

EMPTY_ROLES = {role: f"/find/{role}/" for role in ROLE_LABELS}
LONG = (
    "Prof. Dr. Maximiliane von Wallenstein-Wittgenstein",
    "Oluwaseun Adebayo-Oyelaran",
    "WWWWWWWWWWWWWWWW MMMMMMMMMMMMMM",
    "Mª de los Ángeles Fernández-Villaverde",
    "欧阳 明華",
    "Li",
)


@st.composite
def _crowds(draw: st.DrawFn, people: int) -> list[MapTie]:
    roles = draw(st.lists(st.sampled_from(list(ROLE_LABELS)), min_size=1, max_size=7))
    return [
        MapTie(
            id=number,
            name=draw(st.sampled_from(LONG)),
            kind=draw(st.sampled_from(list(KIND_LABELS))),
            roles=draw(st.frozensets(st.sampled_from(roles), max_size=3)),
            closeness=draw(st.sampled_from([1, 2, 3])),
            external=draw(st.booleans()),
        )
        for number in range(people)
    ]


def _names(drawn: MapLayout) -> list[Box]:
    size = drawn.format.label
    return [box_of(mark.label, size) for mark in drawn.marks if mark.label]


def _captions(drawn: MapLayout) -> list[Box]:
    """The words of empty sectors, and the names of rings, cut along their arc."""
    size = drawn.format.label
    calls = [box_of(line, size) for sector in drawn.sectors for line in sector.call]
    rings = [
        box
        for ring in drawn.rings
        if ring.title
        for box in boxes_along(ring.title.d, text_width(ring.title.text, 11), 11)
    ]
    return calls + rings


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("people", [1, 5, 12, 25, 40])
@settings(max_examples=examples(5), deadline=None)
@given(data=st.data())
def test_captions_and_names_meet_nothing(compact: bool, people: int, data: st.DataObject) -> None:
    drawn = layout(data.draw(_crowds(people)), empty_roles=EMPTY_ROLES, compact=compact)
    names, captions = _names(drawn), _captions(drawn)

    for place, name in enumerate(names):
        assert not any(name.meets(other) for other in names[place + 1 :])
        assert not any(name.meets(other) for other in captions)
    for mark in drawn.marks:
        assert not any(box.meets_disc((mark.x, mark.y), mark.r) for box in captions)
        others = [
            box_of(other.label, drawn.format.label)
            for other in drawn.marks
            if other.label and other.id != mark.id
        ]
        assert not any(box.meets_disc((mark.x, mark.y), mark.r) for box in others)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("people", [1, 5, 12, 25, 40])
@settings(max_examples=examples(2), deadline=None)
@given(data=st.data())
def test_names_that_do_not_fit_are_counted_for_the_list(
    compact: bool, people: int, data: st.DataObject
) -> None:
    drawn = layout(data.draw(_crowds(people)), empty_roles=EMPTY_ROLES, compact=compact)

    assert drawn.unnamed + len(_names(drawn)) == people


@pytest.mark.parametrize("compact", [False, True])
def test_names_of_roles_fit_their_arc(compact: bool) -> None:
    ties = [
        MapTie(id=number, name="Ana Okafor", kind="mosaic", roles=frozenset({"coach"}))
        for number in range(40)
    ]
    drawn = layout(ties, empty_roles=EMPTY_ROLES, compact=compact)

    size = drawn.format.label * (1.0 if compact else 1.2)
    for sector in drawn.sectors:
        room = (sector.cell.end - sector.cell.start) * drawn.format.rim
        assert text_width(sector.title.text, size) <= room
