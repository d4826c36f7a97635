"""Spreadsheets as directors have them: long questions, mixed sides, answers in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from matching.spreadsheets.domain.cells import area_of, capacity_of, modes_of, parts_of, rank_of
from matching.spreadsheets.domain.columns import Field, guess, missing, parse_mapping
from matching.spreadsheets.domain.match import match_sheets, result_lines
from matching.spreadsheets.domain.people import SheetPeople, joined_sides, people_of
from matching.spreadsheets.domain.reader import Table, read_table
from mentornet.tabular.reading import UnreadableFile
from mentornet.tabular.writing import write_csv

SHEETS = Path(__file__).parent.parent / "sheets"


def table_of(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()))


@pytest.fixture
def export() -> Table:
    with (SHEETS / "form_export.csv").open("rb") as file:
        return read_table(file)


def test_columns_of_a_form_export_are_guessed(export) -> None:
    assert list(guess(export).values()) == [
        Field.IGNORE,
        Field.EMAIL,
        Field.NAME,
        Field.SIDE,
        Field.RANK,
        Field.UNIT,
        Field.AREAS,
        Field.GOALS,
        Field.CHOICES,
        Field.AREAS,
        Field.CAPACITY,
        Field.IGNORE,
        Field.MODES,
        Field.NOT_WITH,
        Field.IGNORE,
    ]


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
        (4, "1 or 2", "Read as 1, the lower of the two.")
    ]


def test_match_keeps_wishes_and_says_why(export) -> None:
    match = match_sheets(people_of(export, guess(export)), method="stable")

    found = {line.protege: line for line in match.lines}
    assert found["Ann Lee"].mentor == "Carla Ruiz, MD"
    assert found["Ann Lee"].reasons[0] == "Number 1 on the protégé’s list"
    assert found["Bo Chan"].mentor == "Eve Stone"  # not Dora, whom Bo wants to avoid
    assert found["Eve Stone"].mentor == "Dora Wills"  # never herself
    assert match.free == [("Dora Wills", 2)]
    out = io.StringIO()
    write_csv(out, result_lines(match))
    assert out.getvalue().splitlines()[1].split(",")[:3] == [
        "Ann Lee",
        "ann@a.example",
        '"Carla Ruiz',
    ]


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
        (2, "Nobody Known", "Nobody on the other side has this name. Look at the spelling.")
    ]


def test_supervisor_is_not_matched() -> None:
    table = table_of(
        "Name,Sign up as,Areas,Supervisor\nAnn,mentee,Research,Dr. Boss\nBoss,mentor,Research,\n"
    )

    match = match_sheets(people_of(table, guess(table)))

    assert [(line.mentor, line.causes) for line in match.lines] == [
        (
            "",
            [
                "No mentor is possible: 1 by the line of supervision.",
                "Without the line of supervision, Boss would be possible and has a free place.",
            ],
        )
    ]


@pytest.mark.parametrize(
    ("rows", "row", "message"),
    [
        ("Ann,mentor,-2\n", 2, "Write a whole number from 0 to 50."),
        ("Ann,mentor,1.5\n", 2, "Write a whole number from 0 to 50."),
        ("Ann,mentor,lots\n", 2, "Write a whole number from 0 to 50."),
        ("Ann,mentor,999\n", 2, "Write a whole number from 0 to 50."),
        (
            "Ann,mentor,1\nBo,mentor,1\nann,mentor,1\n",
            4,
            "The same person as in row 2. Delete one of the two.",
        ),
        (
            "Ann,mentor,1\nBo,nonsense,1\n",
            3,
            "Write “mentor”, “protégé” or “both”: this person is not matched.",
        ),
        (",mentor,1\n", 2, "This row names nobody."),
    ],
)
def test_errors_name_row_and_what_to_mend(rows, row, message) -> None:
    table = table_of("Name,Sign up as,How many mentees\n" + rows)

    people = people_of(table, {0: Field.NAME, 1: Field.SIDE, 2: Field.CAPACITY})

    assert [(p.row, p.message) for p in people.errors] == [(row, message)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1 or 2", 1),
        ("2-3", 2),
        ("5+", 5),
        ("up to three", 3),
        ("Two mentees", 2),
        ("0", 0),
        ("none", 0),
        ("-1", None),
        ("2.5", None),
        ("many", None),
        ("", None),
    ],
)
def test_capacities_in_words(cell, expected) -> None:
    assert capacity_of(cell)[0] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Assistant Professor", "assistant"),
        ("Asst. Prof.", "assistant"),
        ("Assoc Professor", "associate"),
        ("Professor of Surgery", "full"),
        ("Professor emerita", "emeritus"),
        ("Clinical instructor", "instructor"),
        ("Chief resident", "trainee"),
        ("Research fellow", "trainee"),
        ("Nurse", ""),
    ],
)
def test_ranks_in_titles(cell, expected) -> None:
    assert rank_of(cell) == expected


def test_choices_are_cut_and_understood() -> None:
    assert parts_of("Teaching; Grants, writing") == ["Teaching", "Grants, writing"]
    assert area_of("Work–life balance") == ["balance"]
    assert area_of("Grant writing") == ["research"]
    assert area_of("Falconry") == []
    assert modes_of("Coffee or Zoom") == ["in_person", "video"]


def test_unknown_area_is_kept_as_a_word_with_a_note() -> None:
    table = table_of('Name,Areas\nAnn,"Research, Falconry"\n')

    people = people_of(table, guess(table), side="protege")

    assert people.proteges[0].person.terms == ("Research", "Falconry")
    assert [(p.value, p.is_error) for p in people.problems] == [("Falconry", False)]


def test_workbook_semicolons_and_second_header_are_read() -> None:
    book = Workbook()
    book.active.append(["Q1", "Q2"])
    book.active.append(['{"ImportId":"QID1"}', '{"ImportId":"QID2"}'])
    book.active.append(["Ann", 3])
    file = io.BytesIO()
    book.save(file)

    from_book = read_table(io.BytesIO(file.getvalue()))
    from_text = table_of("Q1;Q2\nAnn, MD;3\n")

    assert (from_book.headers, from_book.rows) == (("Q1", "Q2"), ((3, ("Ann", "3")),))
    assert from_book.notes == ("Row 2 repeats the header and is not read.",)
    assert from_text.rows == ((2, ("Ann, MD", "3")),)
    assert from_book.signature == from_text.signature


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file holds nothing but blank lines."),
        (b"Name,Areas\n", "The file has a header and nobody below it."),
        (b"Name\nAnn\n", "The first row has one cell. It must be the header, with all columns."),
        (b"\xd0\xcf\x11\xe0" + b"x" * 20, "This is an old .xls file, or one with a password."),
        (b"A,B\n1,2,3\n", "Row 2 has more cells than the header."),
    ],
)
def test_files_that_cannot_be_read_say_why(content, message) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(io.BytesIO(content))

    assert str(caught.value.message).startswith(message)


def test_mapping_says_what_it_lacks() -> None:
    mapping = parse_mapping({"0": "goals", "1": "nonsense"}, 2)

    assert mapping == {0: Field.GOALS, 1: Field.IGNORE}
    assert missing(mapping, both_sides=True) == [
        "Choose the column with the names, or the e-mail addresses.",
        "Choose the column that says who is a mentor and who a protégé.",
    ]
    assert missing({0: Field.NAME}, both_sides=False) == [
        "Choose at least one column to match by: areas, expertise, goals or choices."
    ]


@given(
    st.lists(st.lists(st.text(max_size=30), min_size=5, max_size=5), min_size=1, max_size=6),
    st.lists(st.sampled_from(list(Field)), min_size=5, max_size=5),
    st.sampled_from(["", "protege", "mentor"]),
)
def test_any_cells_make_people_or_problems(rows, fields, side) -> None:
    table = Table(tuple("abcde"), tuple((at + 2, tuple(row)) for at, row in enumerate(rows)))

    people = people_of(table, dict(enumerate(fields)), side=side)

    guess(table)
    if people.proteges and people.mentors and not people.errors:
        match = match_sheets(people)
        assert len(match.lines) == len(people.proteges)
    assert isinstance(people, SheetPeople)
