"""From rows to people, with what is wrong in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.spreadsheets.domain.columns import Field
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.match import match_sheets
from matching.spreadsheets.domain.parts import SheetPeople
from matching.spreadsheets.domain.people import joined_sides, people_of
from mentornet.tabular.tables import Row, Table
from tests.support.spreadsheets import table_of


def test_one_sheet_with_both_sides_is_told_apart(export) -> None:
    people = people_of(export, guess(export))

    assert people.errors == []
    assert [one.name for one in people.proteges] == ["Ann Lee", "Bo Chan", "Eve Stone"]
    assert [one.name for one in people.mentors] == ["Carla Ruiz, MD", "Dora Wills", "Eve Stone"]
    ann, bo, eve = (one.person for one in people.proteges)
    assert (ann.rank, ann.areas, ann.modes) == (
        "assistant",
        {"research": 2, "balance": 2},
        ("video",),
    )
    assert (bo.rank, bo.areas) == ("trainee", {"leadership": 2, "teaching": 2})
    carla, dora, eve_too = (one.person for one in people.mentors)
    assert [one.capacity for one in (carla, dora, eve_too)] == [1, 3, 1]
    assert (carla.rank, carla.modes) == ("associate", ("in_person", "video"))
    assert (eve.areas, eve_too.areas) == ({"leadership": 2}, {"teaching": 2})
    assert [(p.row, p.value, p.message) for p in people.problems] == [
        (4, "1 or 2", "We read it as 1, the lower number.")
    ]


def test_sides_are_told_by_answers_of_yes_or_no() -> None:
    both = table_of("Name,Mentor?,Mentee?\nAnn,Yes,No\nBo,no,Yes\nCy,Yes,Yes\nDi,No,\n")
    one = table_of("Name,Are you a mentor?\nAnn,Yes\nBo,No\nCy,perhaps\n")

    told = people_of(both, guess(both))
    of_one = people_of(one, guess(one) | {1: Field.IS_MENTOR})

    for found in (told, of_one):
        assert [person.name for person in found.mentors][:1] == ["Ann"]
        assert [person.name for person in found.proteges][:1] == ["Bo"]
    assert [person.name for person in told.mentors] == ["Ann", "Cy"]
    assert [(one.row, one.message) for one in told.problems] == [
        (5, "Says yes neither to being a mentor nor to having one. Not matched.")
    ]
    assert [one.row for one in of_one.problems] == [4]


def test_two_sheets_name_each_other_by_name_number_or_address() -> None:
    proteges = table_of(
        "ID,First name,Last name,Areas,1st choice mentor,2nd choice mentor,Not with\n"
        '7,Ann,Lee,Research,"Ruiz, Carla",9,Nobody Known\n'
    )
    mentors = table_of(
        "ID,Name,Expertise,Capacity,Preferred mentees\n8,Carla Ruiz,grants,1,7\n9,Dora Wills,x,1,Ann Lee\n"
    )
    people = joined_sides(
        people_of(proteges, guess(proteges), side="protege"),
        people_of(mentors, guess(mentors), side="mentor"),
    )

    match = match_sheets(people, method="stable")

    assert [(line.protege, line.mentor, line.choice) for line in match.lines] == [
        ("Ann Lee", "Carla Ruiz", 1)
    ]
    assert [(p["row"], p["value"], p["message"]) for p in match.problems] == [
        (
            2,
            "Nobody Known",
            "We found no one with this name among the people they could be matched with. Check "
            "the spelling.",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "row", "message"),
    [
        ("Ann,mentor,-2\n", 2, "Enter a whole number from 0 to 50."),
        ("Ann,mentor,1.5\n", 2, "Enter a whole number from 0 to 50."),
        ("Ann,mentor,999\n", 2, "Enter a whole number from 0 to 50."),
        (
            "Ann,mentor,1\nBo,nonsense,1\n",
            3,
            "Enter “mentor”, “mentee”, or “both” so that we can match this person.",
        ),
        (",mentor,1\n", 2, "This row has no name."),
    ],
)
def test_errors_name_row_and_what_to_mend(rows, row, message) -> None:
    table = table_of("Name,Sign up as,How many mentees\n" + rows)

    people = people_of(table, {0: Field.NAME, 1: Field.SIDE, 2: Field.CAPACITY})

    assert [(p.row, p.message) for p in people.errors] == [(row, message)]


def test_a_capacity_in_words_without_a_number_is_one_place_and_said() -> None:
    table = table_of("Name,Areas,Capacity\nAnn,x,As many as needed\nBo,x,n/a\n")

    people = people_of(table, guess(table), side="mentor")

    assert [one.person.capacity for one in people.mentors] == [1, 1]
    assert [one.message for one in people.problems if one.column == "Capacity"] == [
        "Not a number. We read it as 1.",
        "No number here. We read it as 1.",
    ]


def test_unknown_area_is_kept_as_a_word_with_a_note() -> None:
    table = table_of('Name,Areas\nAnn,"Research, Falconry"\n')

    people = people_of(table, guess(table), side="protege")

    assert people.proteges[0].person.terms == ("Research", "Falconry")
    assert [(p.value, p.is_error) for p in people.problems] == [("Falconry", False)]


@given(
    st.lists(st.lists(st.text(max_size=30), min_size=5, max_size=5), min_size=1, max_size=6),
    st.lists(st.sampled_from(list(Field)), min_size=5, max_size=5),
    st.sampled_from(["", "protege", "mentor"]),
)
def test_any_cells_make_people_or_problems(rows, fields, side) -> None:
    table = Table(tuple("abcde"), tuple(Row(at + 2, tuple(row)) for at, row in enumerate(rows)))

    people = people_of(table, dict(enumerate(fields)), side=side)

    guess(table)
    if people.proteges and people.mentors and not people.errors:
        match = match_sheets(people)
        assert len(match.lines) == len(people.proteges)
    assert isinstance(people, SheetPeople)


def test_what_the_file_itself_left_open_is_an_error_only_where_the_column_is_used() -> None:
    table = table_of("Name,Phone,Areas\nAnn,1.2E+10,Research\nBo,1,Research,too much\n")

    people = people_of(table, guess(table), side="protege")

    assert [one.name for one in people.proteges] == ["Ann"]
    assert [(one.row, one.column, one.is_error) for one in people.problems] == [(3, "", True)]


def test_advisers_and_wishes_are_read_and_what_names_no_one_is_none() -> None:
    table = table_of(
        "Name,Areas,Adviser,Anything else?,1st choice mentor\n"
        'Ann,Research,"Lee, Bo, MD; Cy Roe, PhD",Evenings only,N/A\n'
        "Dee,Research,none,,TBD\n"
        "Eve,Research,Ann Lee and Bo Kim; Dr. Cy Roe,,\n"
    )

    ann, dee, eve = people_of(table, guess(table), side="protege").proteges

    assert (ann.wishes, ann.choices, dee.same, dee.choices) == ("Evenings only", (), (), ())
    assert ann.same == ("Bo Lee", "Cy Roe")
    assert eve.same == ("Ann Lee", "Bo Kim", "Dr. Cy Roe")
