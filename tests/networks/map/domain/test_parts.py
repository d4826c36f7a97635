"""What a drawn map says of itself."""

from networks.map.domain.layout import layout
from networks.map.domain.parts import COMPACT, WIDE, MapTie


def test_map_knows_its_marks_and_its_view_box():
    drawn = layout(
        [MapTie(id=1, name="Ada Stone", kind="traditional_dyad", roles=frozenset({"coach"}))],
        empty_roles={},
    )

    assert [mark.name for mark in drawn.marks] == ["Ada Stone"]
    assert drawn.view_box == "0 0 860 860"
    assert drawn.has_group_peers is False


def test_map_with_someone_from_a_group_says_so():
    peer = MapTie(id=1, name="Ada", kind="group_peer", origin="group", groups=("Writers",))

    assert layout([peer], empty_roles={}).has_group_peers is True


def test_center_lies_in_the_middle_of_either_format():
    assert (WIDE.centre, COMPACT.centre) == (430, 186)
