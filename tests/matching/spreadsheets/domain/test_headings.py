"""Headings as forms of public programs have them."""

from __future__ import annotations

from matching.spreadsheets.domain.columns import Field
from matching.spreadsheets.domain.headings import meanings_of, plain_heading, says_nothing

HEADINGS = {
    "How many students or junior colleagues would you be willing to mentor this year?": Field.CAPACITY,
    "If a mentor, how many mentees could you take on?": Field.CAPACITY,
    "# of mentees": Field.CAPACITY,
    "Max. number of mentees": Field.CAPACITY,
    "mentoring_capacity": Field.CAPACITY,
    "How many years have you been at this institution?": Field.IGNORE,
    "How many hours per month can you commit?": Field.IGNORE,
    "Which research areas interest you the most? (select all that apply)": Field.AREAS,
    "What topics would you like help with?": Field.AREAS,
    "Are you applying as a mentor or as a mentee?": Field.SIDE,
    "I would like to participate as a ...": Field.SIDE,
    "Academic rank": Field.RANK,
    "Job title": Field.RANK,
    "Primary department/division": Field.UNIT,
    "Thesis advisor": Field.NOT_SAME,
    "Adviser": Field.NOT_SAME,
    "PI / Lab": Field.NOT_SAME,
    "Division chief": Field.SUPERVISOR,
    "Who do you report to?": Field.SUPERVISOR,
    "E-mail": Field.EMAIL,
    "Preferred name": Field.NAME,
    "Surname": Field.FAMILY_NAME,
    "First": Field.GIVEN_NAME,
    "Last": Field.FAMILY_NAME,
    "Worker": Field.NAME,
    "Manager": Field.SUPERVISOR,
    "Please rank your top 3 mentors (first choice)": Field.CHOICES,
    "Is there anyone you should NOT be paired with?": Field.NOT_WITH,
    "Anything else we should know?": Field.WISHES,
    "What do you look for in a mentor?": Field.WISHES,
    "Career goals for the next 5 years": Field.GOALS,
    "Timestamp": Field.WHEN,
    "How would you prefer to meet?": Field.MODES,
    "T-shirt size": Field.IGNORE,
}


def test_headings_say_what_they_ask() -> None:
    wrong = {
        heading: meanings_of(heading)[:1]
        for heading, meant in HEADINGS.items()
        if meanings_of(heading)[:1] != [meant]
    }

    assert wrong == {}


def test_numbers_of_questions_say_nothing() -> None:
    assert [says_nothing(one) for one in ("Q3", "QID12_TEXT", "Column 4", "12", "Rank")] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert plain_heading(" Career_Goals ") == "career goals"
