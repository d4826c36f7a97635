"""The map's geometry: marks never overlap and stay in their place, whatever the network."""

from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.map.domain.geometry import Cell, polar
from networks.map.domain.layout import layout
from networks.map.domain.parts import UNSAID, MapTie
from networks.phrases import KIND_LABELS, ROLE_LABELS
from tests.support.examples import examples

EMPTY_ROLES = {role: f"/find/{role}/" for role in ROLE_LABELS}


@st.composite
def networks(draw: st.DrawFn) -> list[MapTie]:
    """Up to 40 ties, at times all in one sector and one ring."""
    roles = draw(st.lists(st.sampled_from(list(ROLE_LABELS)), min_size=1, max_size=7))
    rings = draw(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3))
    return [
        MapTie(
            id=number,
            name=draw(st.sampled_from(["Dr Ana Okafor", "Li", "Bo von Sehr Langer-Name", "李 明"])),
            kind=draw(st.sampled_from(list(KIND_LABELS))),
            roles=draw(st.frozensets(st.sampled_from(roles), max_size=3)),
            closeness=draw(st.sampled_from(rings)),
            external=draw(st.booleans()),
        )
        for number in range(draw(st.integers(min_value=0, max_value=40)))
    ]


@pytest.mark.parametrize("compact", [False, True])
@settings(max_examples=examples(60), deadline=None)
@given(ties=networks())
def test_layout_marks_never_overlap_and_stay_in_sector_and_ring(
    compact: bool, ties: list[MapTie]
) -> None:
    drawn = layout(ties, empty_roles=EMPTY_ROLES, compact=compact)
    marks = drawn.marks
    assert sorted(mark.id for mark in marks) == [tie.id for tie in ties]  # type: ignore[type-var]
    for place, mark in enumerate(marks):
        for other in marks[place + 1 :]:
            assert hypot(mark.x - other.x, mark.y - other.y) >= mark.r + other.r
    for sector in drawn.sectors:
        for mark in sector.marks:
            ring = drawn.rings[mark.closeness - 1]
            cell = Cell(ring.inner, ring.outer, sector.cell.start, sector.cell.end)
            radius, angle = polar((mark.x, mark.y), centre=drawn.format.centre)
            assert cell.holds(radius, angle, margin=mark.r)
            assert mark.r <= mark.x <= drawn.format.size - mark.r
            assert mark.r <= mark.y <= drawn.format.size - mark.r


@settings(max_examples=examples(30), deadline=None)
@given(networks(), st.randoms())
def test_layout_whatever_the_order_of_ties_is_the_same(ties: list[MapTie], random: object) -> None:
    shuffled = list(ties)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert layout(shuffled, empty_roles=EMPTY_ROLES) == layout(ties, empty_roles=EMPTY_ROLES)


@settings(max_examples=examples(30), deadline=None)
@given(networks())
def test_layout_each_further_role_has_one_thread(ties: list[MapTie]) -> None:
    by_id = {tie.id: tie for tie in ties}
    for mark in layout(ties, empty_roles=EMPTY_ROLES).marks:
        shown = {thread.role for thread in mark.threads} | ({mark.role} - {UNSAID})
        assert shown == by_id[mark.id].roles


def test_layout_of_nobody_offers_somebody_for_every_role() -> None:
    drawn = layout([], empty_roles=EMPTY_ROLES)
    assert [sector.url for sector in drawn.sectors] == list(EMPTY_ROLES.values())
    assert drawn.summary == "No one is on your map yet. All seven roles are empty."


def test_layout_filled_role_offers_nobody_even_if_asked() -> None:
    drawn = layout(
        [MapTie(1, "Ana", "mosaic", roles=frozenset({"coach"}))], empty_roles=EMPTY_ROLES
    )
    assert [s.role for s in drawn.sectors if not s.url] == ["coach"]


def test_layout_tie_stands_where_fewest_others_do() -> None:
    drawn = layout(
        [
            MapTie(1, "Ana", "mosaic", roles=frozenset({"teacher", "agent"})),
            MapTie(2, "Bo", "mosaic", roles=frozenset({"teacher"})),
        ],
        empty_roles={},
    )
    assert [(mark.id, mark.role) for mark in drawn.marks] == [(2, "teacher"), (1, "agent")]


def test_layout_tie_without_a_role_has_a_sector_of_its_own() -> None:
    drawn = layout([MapTie(1, "Ana", "mosaic")], empty_roles={})
    assert [sector.role for sector in drawn.sectors] == [*ROLE_LABELS, UNSAID]
    assert drawn.marks[0].role == UNSAID


@pytest.mark.parametrize(
    ("kind", "external", "form"),
    [
        ("special_peer", False, "circle"),
        ("traditional_dyad", False, "square"),
        ("special_peer", True, "triangle"),
    ],
)
def test_layout_form_tells_the_kind_of_person(kind: str, external: bool, form: str) -> None:
    (mark,) = layout([MapTie(1, "Ana", kind, external=external)], empty_roles={}).marks
    assert mark.form == form


def test_layout_accessible_name_says_all_that_the_mark_shows() -> None:
    tie = MapTie(
        1,
        "Dr Ana Okafor",
        "special_peer",
        origin="formal",
        roles=frozenset({"coach", "sponsor"}),
        closeness=1,
        rank_label="Associate professor",
        external=True,
    )
    (mark,) = layout([tie], empty_roles={}).marks
    assert mark.accessible_name == (
        "Dr Ana Okafor, associate professor, close peer, outside your institution,"
        " from a program; sponsor and coach; close"
    )
    assert (mark.initials, mark.from_program) == ("AO", True)
    assert mark.label is not None
    assert mark.label.text == "A. Okafor"
