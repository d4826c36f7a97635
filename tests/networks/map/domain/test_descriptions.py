"""The map in words."""

from networks.map.domain.descriptions import accessible_name, table_row
from networks.map.domain.layout import layout
from networks.map.domain.parts import MapTie


def tie(**more) -> MapTie:
    return MapTie(id=1, name="Ana Okafor", kind="special_peer", **more)


def test_accessible_name_says_who_what_and_how_close():
    one = tie(
        rank_label="Professor", roles=frozenset({"coach", "sponsor"}), closeness=1, external=True
    )

    assert accessible_name(one) == (
        "Ana Okafor, professor, close peer, outside your institution; sponsor and coach; close"
    )


def test_accessible_name_says_when_no_role_is_known():
    assert accessible_name(tie()) == "Ana Okafor, close peer; role not set; regular"


def test_table_row_has_the_same_facts():
    row = table_row(tie(origin="formal", areas=frozenset({"research"}), groups=("Writers",)))

    assert (row.origin, row.areas, row.groups, row.closeness) == (
        "From a program",
        "Research",
        "Writers",
        "Regular",
    )


def test_summary_counts_roles_and_names_the_empty_ones():
    none, one = (
        layout([], empty_roles={}),
        layout([tie(roles=frozenset({"coach"}))], empty_roles={}),
    )

    assert none.summary == "No one is on your map yet. All seven roles are empty."
    assert one.summary.startswith(
        "1 person is in your network. 1 of 7 roles are filled. No one is: teacher,"
    )
