"""Names and initials beside the marks of the map."""

import pytest

from networks.map.domain.labels import initials_of
from networks.map.domain.layout import layout
from networks.map.domain.parts import WIDE, MapTie


def drawn(*names: str):
    ties = [
        MapTie(id=name, name=name, kind="traditional_dyad", roles=frozenset({"coach"}))
        for name in names
    ]
    return {mark.name: mark for mark in layout(ties, empty_roles={}).marks}


def test_lone_mark_has_its_name_beside_it():
    assert drawn("Dr. Ana Okafor")["Dr. Ana Okafor"].label.text == "A. Okafor"


def test_crowded_marks_keep_their_initials_when_no_name_fits():
    marks = drawn(*(f"Person Number{n}" for n in range(60))).values()

    assert [mark for mark in marks if mark.label is None] != []
    assert {mark.initials for mark in marks} <= {"PN", "N", ""}


@pytest.mark.parametrize(
    ("name", "expected"), [("Ana Okafor", "AO"), ("Prof. Ana", "A"), ("Dr.", "D"), ("", "?")]
)
def test_initials_leave_titles_out(name, expected):
    assert initials_of(name, "circle", WIDE.mark, WIDE) == expected


def test_small_marks_have_no_room_for_initials():
    assert initials_of("Ana Okafor", "circle", 5, WIDE) == ""
