"""The same person in several rows."""

from __future__ import annotations

import pytest

from matching.spreadsheets.domain.answers import moment_of
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.parts import SheetPeople
from matching.spreadsheets.domain.people import people_of
from tests.support.spreadsheets import case, table_of


def read(text: str, side: str = "protege") -> SheetPeople:
    table = table_of(text)
    return people_of(table, guess(table), side=side)


def test_the_latest_answer_counts_and_the_earlier_is_listed_with_what_changed() -> None:
    table = case("microsoft-forms")

    people = people_of(table, guess(table))

    assert people.errors == []
    ravi = people.proteges[0]
    assert (ravi.row, ravi.email, ravi.person.terms) == (
        5,
        "ravi.menon@school.example",
        ("Communication", "Palliative care"),
    )
    assert [(one.row, one.message) for one in people.problems if one.value == "Ravi Menon"] == [
        (
            3,
            "Same person as in row 5, which is the latest answer and counts. Which research areas interest you "
            "the most? (select all tha…: “Communication;” became “Communication;Palliative care;”.",
        )
    ]


@pytest.mark.parametrize(
    ("first", "second", "row"),
    [
        ("4/3/2026 9:00", "4/2/2026 9:00", 2),
        ("2026-03-04 09:00:00", "2026-03-04 10:00:00", 3),
        ("3/4/2026 1:00 PM", "3/4/2026 9:00 AM", 2),
        # March 4 and May 2, or April 3 and February 5: the later row.
        ("3/4/2026 9:00", "5/2/2026 9:00", 3),
        ("", "4/2/2026 9:00", 3),
    ],
)
def test_the_time_tells_which_answer_is_the_latest(first, second, row) -> None:
    people = read(f"Timestamp,Name,Areas\n{first},Ann,Research\n{second},Ann,Teaching\n")

    assert [one.row for one in people.proteges] == [row]


def test_errors_of_an_answer_that_does_not_count_are_none() -> None:
    people = read("Name,Areas,Capacity\nAnn,Research,lots\nann,Research,2\n", "mentor")

    assert people.errors == []
    assert [one.person.capacity for one in people.mentors] == [2]


def test_who_left_out_the_email_once_is_known_by_name_unless_two_have_it() -> None:
    people = read('Name,Email,Areas\nAnn Lee,a@x.example,Research\n"Lee, Ann",,Teaching\n')
    assert [one.row for one in people.proteges] == [3]

    people = read("Name,Email,Areas\nAnn Lee,a@x.example,x\nAnn Lee,b@x.example,x\nAnn Lee,,x\n")
    assert [one.row for one in people.proteges] == [2, 3, 4]
    assert people.problems[-1].message.startswith("Same name as in row 2, with another email.")


@pytest.mark.parametrize(
    "text",
    [
        # The places say the order.
        "Name,Mentor,Choice\nAnn,Bo Kim,2\nDee,Bo Kim,1\nAnn,Cy Roe,1\n",
        # The order of the rows does.
        "Name,Mentor,Areas\nAnn,Cy Roe,x\nAnn,Bo Kim,x\nDee,Bo Kim,x\n",
    ],
)
def test_a_row_a_choice_is_put_together(text) -> None:
    people = read(text)

    assert {one.name: one.choices for one in people.proteges} == {
        "Ann": ("Cy Roe", "Bo Kim"),
        "Dee": ("Bo Kim",),
    }
    notes = [one.message for one in people.problems if one.value == "Ann"]
    assert [note.partition(" are ")[2] for note in notes] == [
        "choices of one person, best first: Cy Roe, Bo Kim."
    ]


def test_mentor_in_one_row_and_mentee_in_another_is_both_and_said() -> None:
    people = read("Name,Role,Areas\nAnn,Mentee,x\nAnn,Mentor,y\n", "")

    assert [len(people.proteges), len(people.mentors)] == [1, 1]
    assert [(one.row, one.message) for one in people.problems if not one.column] == [
        (3, "Mentor here, and mentee in row 2. We match this person as both.")
    ]


def test_moments_of_both_orders() -> None:
    assert moment_of("4.3.2026 09:05", is_day_first=True) == (2026, 3, 4, 9, 5, 0)
    assert moment_of("2026/03/02 12:05:01 AM EST") == (2026, 3, 2, 0, 5, 1)
    assert moment_of("13/1/2026") == ()
