"""A mentee for each mentor, an even load, and others' mentees where it can be."""

from __future__ import annotations

import pytest

from matching.spreadsheets.domain.asking import NOTHING, Asking
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.match import SheetMatch, match_sheets
from matching.spreadsheets.domain.people import people_of
from tests.support.spreadsheets import case, table_of

# Bo fits everyone; Cy and Dee fit no one as well.
LOADS = (
    "Name,Role,Interests,Capacity\n"
    "A,Mentee,imaging,\nB,Mentee,imaging,\nC,Mentee,imaging,\nD,Mentee,imaging,\n"
    "Bo,Mentor,imaging,4\nCy,Mentor,ethics,4\nDee,Mentor,law,4\n"
)


def matched(text_or_table, asking: Asking) -> SheetMatch:
    table = table_of(text_or_table) if isinstance(text_or_table, str) else text_or_table
    return match_sheets(people_of(table, guess(table)), asking=asking)


def loads(match: SheetMatch) -> list[int]:
    mentors = [line.mentor for line in match.lines]
    return sorted(mentors.count(one) for one in ("Bo", "Cy", "Dee"))


@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        (NOTHING, [0, 0, 4]),
        (Asking(each_mentor=True), [1, 1, 2]),
        (Asking(even=True), [1, 1, 2]),
    ],
)
def test_each_mentor_has_someone_where_that_is_asked(asking, expected) -> None:
    assert loads(matched(LOADS, asking)) == expected


def test_a_mentor_for_whom_no_one_is_left_is_named() -> None:
    text = "Name,Role,Interests\nA,Mentee,x\nBo,Mentor,x\nCy,Mentor,y\n"

    match = matched(text, Asking(each_mentor=True))

    assert [(one["value"], one["message"]) for one in match.problems if not one["column"]] == [
        ("Cy", "No mentee: none of those who are left is possible.")
    ]


def test_same_adviser_is_never_matched_or_only_if_needed() -> None:
    same_lab = case("same-lab")
    each = matched(same_lab, Asking(each_mentor=True))
    assert {line.protege: line.mentor for line in each.lines} == {
        "Mentee A": "Prof Two",
        "Mentee B": "Prof One",
        "Mentee C": "Prof Two",
    }

    alone = (
        "Name,Role,Interests,Adviser\nA,Mentee,x,Ann Lee\nB,Mentee,x,Bo Kim\n"
        'One,Mentor,x,"Lee, Ann"\n'
    )
    never, if_needed = (matched(alone, one) for one in (NOTHING, Asking(same_if_needed=True)))
    assert [(line.protege, line.mentor) for line in never.lines] == [("A", ""), ("B", "One")]
    assert [(line.protege, line.mentor) for line in if_needed.lines] == [("A", ""), ("B", "One")]

    needed = matched(alone.replace("B,Mentee,x,Bo Kim\n", ""), Asking(same_if_needed=True))
    assert needed.lines[0].mentor == "One"
    assert needed.lines[0].reasons[-1] == "Same adviser, lab, unit, or chief: check this pair"
