"""The columns of a roster, and the headings under which they are found. Pure.

docs/roster.md documents the same for the people who prepare the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from profiles.people.models.membership import EXPERTISE_TERMS
from profiles.vocabulary import Rank, Track

# A longer heading is a slip for none.
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, whether it must be there, what else it may be called."""

    name: str
    help: str
    example: str
    required: bool = False
    synonyms: tuple[str, ...] = ()


COLUMNS = (
    Column(
        "external_id",
        "The person’s ID in your own records. It never changes. We use it to recognize people.",
        "F10482",
        required=True,
        synonyms=("id", "person id", "employee id", "employee number", "faculty id", "staff id"),
    ),
    Column(
        "email",
        "The person’s email. People who use their account have to confirm a new one.",
        "ada.moreno@school.example",
        required=True,
        synonyms=("e-mail", "mail", "email address", "e-mail address"),
    ),
    Column(
        "given_name",
        "Up to 100 characters. Leave empty for people with one name.",
        "Ada",
        required=True,
        synonyms=("first name", "forename", "given names"),
    ),
    Column(
        "family_name",
        "Up to 100 characters. Leave empty for people with one name.",
        "Moreno",
        required=True,
        synonyms=("last name", "surname"),
    ),
    Column(
        "rank",
        "One of: " + ", ".join(Rank.values) + ".",
        "assistant",
        required=True,
        synonyms=("academic rank", "faculty rank"),
    ),
    Column(
        "track",
        "One of: " + ", ".join(Track.values) + ".",
        "investigator",
        synonyms=("faculty track",),
    ),
    Column(
        "unit",
        "The path from the school down, with / between the parts. We add new units.",
        "School of Medicine / Medicine / Cardiology",
        synonyms=("unit path", "organisation", "organization"),
    ),
    Column(
        "supervisor_external_id",
        "The external_id of the division chief or chair. That person can be in any row.",
        "F10007",
        synonyms=("supervisor id", "manager id", "chief id"),
    ),
    Column(
        "start_date",
        "As YYYY-MM-DD, month/day/year, or with the month in English: Jul 1, 2023.",
        "2023-07-01",
        synonyms=("start", "hire date", "appointment date"),
    ),
    Column(
        "end_date",
        "As start_date: the last day of someone who left. Leave empty while the person is here.",
        "",
        synonyms=("end", "leaving date", "termination date"),
    ),
    Column(
        "specialty",
        "Up to 200 characters.",
        "Cardiac imaging",
        synonyms=("speciality", "subspecialty"),
    ),
    Column(
        "expertise",
        f"Up to {EXPERTISE_TERMS} terms of up to 100 characters, with ; between them.",
        "grant writing; echocardiography",
        synonyms=("expertise terms", "keywords"),
    ),
    Column(
        "orcid",
        "Four groups of four, or the whole address.",
        "0000-0002-1825-0097",
        synonyms=("orcid id",),
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
NAME, TITLE, TITLE_AND_UNIT = "name", "title", "title_and_unit"
"""Columns of files alone: a whole name, a job title that tells the rank, and one with a unit behind it."""


def plain(heading: str) -> str:
    """Return *heading* in one case, with single blanks for whatever separates its words."""
    return re.sub(r"[\s_\-]+", " ", heading.strip().strip("\ufeff").casefold()).strip()


_HEADINGS = {
    plain(word): column.name for column in COLUMNS for word in (column.name, *column.synonyms)
}


def column_of(heading: str) -> str | None:
    """Return the name of the column that *heading* means, whatever its case; None if none."""
    return _HEADINGS.get(plain(heading))


def nearest_heading(heading: str) -> str | None:
    """Return the heading that *heading* may be a slip for."""
    close = get_close_matches(plain(heading)[:LONGEST_HEADING], _HEADINGS, n=1, cutoff=0.8)
    return _HEADINGS[close[0]] if close else None
