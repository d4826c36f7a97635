"""Supervisors called by name."""

import pytest

from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.supervisors import COLUMN, with_supervisors
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def rows(*chiefs: str) -> list[RawRow]:
    return [
        RawRow(
            n, {"external_id": f"N{n}", "given_name": f"P{n}", "family_name": "New", COLUMN: chief}
        )
        for n, chief in enumerate(chiefs)
    ]


def test_names_become_ids_where_they_are_sure_and_say_nothing_where_not(institution):
    ann = MembershipFactory(
        institution=institution, given_name="Ann", family_name="Lee", external_id="A1"
    )
    MembershipFactory(
        institution=institution, given_name="Suharto", family_name="", external_id="S1"
    )
    found = with_supervisors(
        rows(
            "Lee, Ann MD",
            "A. Lee",
            "Suharto",
            "New, P0",
            "Zed Unknown",
            "typo7",
            "N/A",
            "",
            "P. Unknown",
            "None",
            "vacant",
            "-",
            "Sukarno",
        ),
        institution,
        answers={},
    )
    assert [row.cells.get(COLUMN) for row in found.rows] == [
        "A1",
        None,
        "S1",
        "N0",
        None,
        "typo7",
        None,
        "",
        None,
        "",
        None,
        None,
        None,
    ]
    assert [(one.text, [each.external_id for each in one.people]) for one in found.asked] == [
        ("A. Lee", ["A1"])
    ]
    unknown = ["-", "N/A", "P. Unknown", "Sukarno", "Zed Unknown", "vacant"]
    assert found.unknown == [(text, 1) for text in unknown]
    MembershipFactory(institution=institution, external_id="N1", supervisor=ann)
    (asked,) = with_supervisors(rows("", "A. Lee"), institution, answers={"A. Lee": "X"}).asked
    assert (asked.answer, asked.suggested) == ("", "A1")


def test_namesake_of_one_with_another_id_or_left_out_is_asked_about(institution):
    for key, family in (("A1", "Lee"), ("B1", "Kim")):
        MembershipFactory(
            institution=institution, given_name="Ann", family_name=family, external_id=key
        )
    nurse = RawRow(9, {"external_id": "Z9", "given_name": "Ann", "family_name": "Kim"})

    found = with_supervisors(
        rows("Ann Lee (10482)", "Ann Lee (on leave)", "Kim, Ann", "Ann Kim (Z9)"),
        institution,
        answers={},
        left_out=[nurse],
    )

    assert [row.cells.get(COLUMN) for row in found.rows] == [None, "A1", None, None]
    assert {one.text for one in found.asked} == {"Ann Lee (10482)", "Kim, Ann", "Ann Kim (Z9)"}
    assert found.matched == 1


def test_name_of_another_order_is_asked_about_where_someone_has_it_in_this_one(institution):
    for key, given, family in (
        ("A1", "James", "Thomas"),
        ("A2", "Thomas", "James"),
        ("B1", "Lee A.", "Kim"),
        ("B2", "Kim", "Lee"),
        ("C1", "Paul", "Simon"),
    ):
        MembershipFactory(
            institution=institution, given_name=given, family_name=family, external_id=key
        )

    found = with_supervisors(rows("James Thomas", "Lee Kim", "Simon Paul"), institution, answers={})

    assert [row.cells.get(COLUMN) for row in found.rows] == [None, None, "C1"]
    assert {one.text: {each.external_id for each in one.people} for one in found.asked} == {
        "James Thomas": {"A1", "A2"},
        "Lee Kim": {"B1", "B2"},
    }
