"""One reader for all tables: which tool wrote them, what is data and what is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mentornet.tabular.tables import (
    DayOrder,
    HeaderWhy,
    Kind,
    Limits,
    Meaning,
    Table,
    UnreadableFile,
    open_table,
    read_table,
)

CASES = Path(__file__).parent / "cases"


def case(name: str) -> Table:
    with (CASES / name).open("rb") as file:
        return read_table(file)


def table_of(text: str, **options: object) -> Table:
    return read_table(io.BytesIO(text.encode()), **options)  # type: ignore[arg-type]


def test_qualtrics_questions_are_named_and_previews_and_unfinished_answers_left_out() -> None:
    table = case("qualtrics-mentors.csv")

    assert table.kind == Kind.QUALTRICS
    assert table.headers[7:] == (
        "What is your name?",
        "What is your e-mail address?",
        "Would you like to be a mentor or a mentee?",
        "Which areas could you mentor in, or need mentoring in?",
        "If a mentor, how many mentees could you take on?",
    )
    assert [(row.number, row.cells[7], row.cells[11]) for row in table.rows] == [
        (4, "Ida Holm", "2.0"),
        (5, "Ravi Menon", ""),
    ]
    assert [(one.row, one.why) for one in table.left_out] == [
        (2, "It is part of the header that Qualtrics writes."),
        (3, "It is part of the header that Qualtrics writes."),
        (6, "It is a preview, not an answer."),
        (7, "The answer was not finished."),
    ]
    assert table.meanings[1] == Meaning.ANSWERED
    assert table.days[0].order == DayOrder.YEAR_FIRST


def test_microsoft_forms_anonymous_is_no_address() -> None:
    table = case("microsoft-forms.csv")

    assert table.kind == Kind.MICROSOFT_FORMS
    assert table.column(3) == []
    assert table.meanings[3] == Meaning.UNUSED
    assert table.column(5)[0] == "ida.holm@school.example"
    assert table.notes == (
        "The column “Email” says “anonymous” in every row, so it isn’t an address.",
    )
    assert table.days[2].order == DayOrder.AMBIGUOUS
    assert table.days[2].open and table.days[2].open.row == 2


def test_redcap_checkboxes_become_one_column() -> None:
    raw = table_of("record_id,name,areas___1,areas___2,survey_complete\n1,Ann,1,0,2\n2,Bo,1,1,2\n")
    labels = table_of(
        "Record ID,Name,Areas? (choice=Grants),Areas? (choice=Writing),Complete?\n"
        "1,Ann,Checked,Unchecked,Complete\n2,Bo,Checked,Checked,Complete\n"
    )

    assert (raw.kind, labels.kind) == (Kind.REDCAP_RAW, Kind.REDCAP_LABELS)
    assert raw.headers == ("record_id", "name", "areas", "survey_complete")
    assert raw.column(2) == ["1", "1; 2"]
    assert labels.headers == ("Record ID", "Name", "Areas?", "Complete?")
    assert labels.column(2) == ["Grants", "Grants; Writing"]
    assert labels.places == (1, 2, 3, 5)


def test_surveys_that_redcap_says_were_not_sent_are_left_out() -> None:
    found = table_of(
        "record_id,survey_timestamp,name,areas___1\n1,2026-09-01 10:00,Ann,1\n2,[not completed],Bo,0\n3,,Cy,1\n"
    )
    two = table_of(
        "record_id,sign_up_timestamp,exit_timestamp,name,areas___1\n1,2026-09-01 10:00,[not completed],Ann,1\n"
    )

    assert [cells[3] for _row, cells in two.rows] == ["Ann"]
    assert [cells[2] for _row, cells in found.rows] == ["Ann", "Cy"]
    assert [(one.row, one.why) for one in found.left_out] == [(3, "The answer was not finished.")]


def test_redcap_rows_of_repeated_forms_are_no_people() -> None:
    table = table_of(
        "record_id,redcap_repeat_instrument,name,areas___1\n1,,Ann,1\n1,visits,,0\n2,,Bo,0\n"
    )

    assert table.column(2) == ["Ann", "Bo"]
    assert [(one.row, one.why) for one in table.left_out] == [
        (3, "It is a repeated form of a person in another row.")
    ]


def test_qualtrics_choices_in_columns_of_their_own_become_one_but_no_ratings() -> None:
    head = (
        "StartDate,EndDate,Status,Progress,Finished,ResponseId,Q1,Q2_1,Q2_2,Q3_1,Q3_2\n"
        "Start Date,End Date,Response Type,Progress,Finished,Response ID,Name?,Which areas? - Grants,"
        "Which areas? - Teaching,Rate: - Time,Rate: - Trust\n"
    )
    ids = ",".join('"{""ImportId"":""QID""}"' for _column in range(11))
    rows = "d,d,0,100,1,R_1,Ida,Grants,Teaching,Good,Bad\nd,d,0,100,1,R_2,Bo,,Teaching,Bad,Bad\n"

    table = table_of(f"{head}{ids}\n{rows}")

    assert table.headers[6:] == ("Name?", "Which areas?", "Rate: - Time", "Rate: - Trust")
    assert [row.cells[6:8] for row in table.rows] == [
        ("Ida", "Grants; Teaching"),
        ("Bo", "Teaching"),
    ]
    assert table.places[6:] == (7, 8, 10, 11)


def test_rosters_of_workday_and_peoplesoft_begin_below_their_titles() -> None:
    workday = table_of(
        "Faculty Roster\nCompany: Example University\nEffective as of 03/01/2026\n\n"
        "Employee ID,Worker,Primary Work Email,Supervisory Organization\n1,Ann,ann@x.example,Cardiology\n"
    )
    peoplesoft = table_of("SOM_ROSTER,1\nEmplID,Empl Record,Name,DeptID\n0042,0,Ann,12345\n")
    google = table_of("Timestamp,Email Address,Name\n3/2/2026 9:00:12,ann@x.example,Ann\n")

    assert [(one.kind, one.header_row) for one in (workday, peoplesoft, google)] == [
        (Kind.WORKDAY, 5),
        (Kind.PEOPLESOFT, 2),
        (Kind.GOOGLE_FORMS, 1),
    ]
    assert peoplesoft.column(0) == ["0042"]
    assert google.meanings == {0: Meaning.ANSWERED, 1: Meaning.EMAIL}


def test_titles_totals_footers_and_repeated_headers_are_left_out_and_listed() -> None:
    table = table_of(
        "Faculty roster\nAs of 2026-03-01\n\nEmployee ID,Worker,Email,Rank\n"
        "1,Ann Ash,ann@x.example,Professor\nEmployee ID,Worker,Email,Rank\n"
        "2,Bo Tal,bo@x.example,Instructor\nTotal,2,,\nConfidential – do not distribute,,,\n"
    )

    assert (table.header_row, table.header_why) == (4, HeaderWhy.WIDEST)
    assert [row.number for row in table.rows] == [5, 7]
    assert [(one.row, one.why) for one in table.left_out] == [
        (1, "It is above the header."),
        (2, "It is above the header."),
        (6, "It repeats the header."),
        (8, "It is a total."),
        (9, "It is a remark on the table, not a row of it."),
    ]


def test_the_header_can_be_chosen_or_known() -> None:
    text = "a,b,c\nx,y,z\nName,Email,Unit\nAnn,ann@x.example,Surgery\n"

    assert table_of(text, header_row=3).header_why == HeaderWhy.CHOSEN
    known = table_of(text, known_heading=lambda word: word in {"Name", "Email"})
    assert (known.header_row, known.header_why) == (3, HeaderWhy.KNOWN)
    with pytest.raises(UnreadableFile, match="Row 9 is empty"):
        table_of(text, header_row=9)


def test_how_days_are_written_is_told_once_for_each_column() -> None:
    table = table_of(
        "Name,A,B,C,D,E\nAnn,2026-03-04,3/4/2026,13/4/2026,4/13/2026,3.4.2026\n"
        "Bo,2026-03-05,5/6/2026,3/4/2026,13/4/2026,4.4.2026\n"
    )

    assert {at: days.order for at, days in table.days.items()} == {
        1: DayOrder.YEAR_FIRST,
        2: DayOrder.AMBIGUOUS,
        3: DayOrder.DAY_FIRST,
        4: DayOrder.MIXED,
        5: DayOrder.DAY_FIRST,
    }


def test_what_cannot_be_told_says_row_and_column() -> None:
    table = table_of("ID,Name\n1.2E+05,Ann\n7,Bo,surplus\n8\n")

    assert [(one.row, one.column, one.message.split(" “")[0]) for one in table.problems] == [
        (2, 0, "Row 2, column"),
        (3, None, "Row 3 has 3 cells, but the header has 2. Put quotation marks around cells that contain the "
        "separator, or give each column a name."),
    ]  # fmt: skip
    assert table.problems[0].message.startswith("Row 2, column “ID”: A spreadsheet shortened")
    assert table.short_rows == (4,)


def test_rows_are_read_as_one_asks_for_them_up_to_a_limit() -> None:
    text = "Name,Email\n" + "Ann,ann@x.example\n" * 100
    stream = open_table(io.BytesIO(text.encode()), limits=Limits(rows=60))

    rows = iter(stream)
    assert next(rows) == (2, ("Ann", "ann@x.example"))
    with pytest.raises(UnreadableFile, match="more than 60 rows"):
        list(rows)
