"""The columns of a roster and what each cell may hold. Pure: text in, values or errors out.

docs/roster.md documents the same for the people who prepare the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from mentornet.tabular.writing import FORMULA_SIGNS
from profiles.people.models.membership import EXPERTISE_TERMS
from profiles.people.orcid import normalize_orcid
from profiles.vocabulary import Rank, Track

# A line feed in front of a cell is no more than a blank, and is trimmed like one.
FORMULA_STARTS = (*FORMULA_SIGNS, "\t", "\r")
SPREADSHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
UNIT_DEPTH = 6
EXCERPT = 60
# Characters that change how the text around them is shown, and can make one name look like another.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


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
        "The person's number in your own records. It never changes: people are recognised by it.",
        "F10482",
        required=True,
        synonyms=("id", "person id", "employee id", "employee number", "faculty id", "staff id"),
    ),
    Column(
        "email",
        "The person’s email. Whoever uses their account confirms a new one.",
        "ada.moreno@school.example",
        required=True,
        synonyms=("e-mail", "mail", "email address", "e-mail address"),
    ),
    Column(
        "given_name",
        "Up to 100 characters.",
        "Ada",
        required=True,
        synonyms=("first name", "forename", "given names"),
    ),
    Column(
        "family_name",
        "Up to 100 characters.",
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
        "The path from the school down, with / between the parts. Units that are new are made.",
        "School of Medicine / Medicine / Cardiology",
        synonyms=("department", "division", "unit path", "organisation", "organization"),
    ),
    Column(
        "supervisor_external_id",
        "The external_id of the division chief or chair. That person may stand before or after.",
        "F10007",
        synonyms=("supervisor", "supervisor id", "manager id", "chief id"),
    ),
    Column(
        "start_date",
        "As YYYY-MM-DD.",
        "2023-07-01",
        synonyms=("start", "hire date", "appointment date"),
    ),
    Column(
        "end_date",
        "As YYYY-MM-DD: the last day of somebody who has left. Empty: the person is here.",
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


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\-]+", " ", heading.strip().strip("\ufeff").casefold()).strip()


_HEADINGS = {
    _plain(word): column.name for column in COLUMNS for word in (column.name, *column.synonyms)
}


def column_of(heading: str) -> str | None:
    """Return the name of the column that *heading* means, whatever its case; None if none."""
    return _HEADINGS.get(_plain(heading))


def nearest_heading(heading: str) -> str | None:
    """Return the heading that *heading* may be a slip for."""
    close = get_close_matches(_plain(heading)[:EXCERPT], _HEADINGS, n=1, cutoff=0.8)
    return _HEADINGS[close[0]] if close else None


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one cell and what to mend; row 0 is the file as a whole."""

    row: int
    column: str
    message: str
    value: str = ""
    code: str = "invalid"


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file: its number there, and the cells by column name.

    A column that the file does not have is not among the cells. `problem` says that the row as a
    whole could not be read.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person as a row describes them; None where the file has no such column."""

    number: int
    external_id: str
    email: str
    given_name: str
    family_name: str
    rank: str
    track: str | None = None
    unit: tuple[str, ...] | None = None
    supervisor: str | None = None
    start_date: date | None = None
    has_start_date: bool = False
    end_date: date | None = None
    specialty: str | None = None
    expertise: tuple[str, ...] | None = None
    orcid: str | None = None


def parse_row(raw: RawRow) -> tuple[RosterRow | None, list[RowError]]:
    """Return the person of *raw*, or None and everything that is wrong with the row."""
    if raw.problem:
        return None, [RowError(raw.number, "", raw.problem, code="row_shape")]
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for name, cell in raw.cells.items():
        try:
            text = _clean(cell)
            if not text and BY_NAME[name].required:
                raise CellError("This must not be empty.", "empty")
            values[name] = _PARSERS[name](text)
        except CellError as error:
            errors.append(RowError(raw.number, name, error.message, excerpt(cell), error.code))
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and end < start:
        message = f"The last day is before the first one, {start.isoformat()}."
        errors.append(RowError(raw.number, "end_date", message, end.isoformat(), "dates_order"))
    if values.get("supervisor_external_id") and (
        values["supervisor_external_id"] == values.get("external_id")
    ):
        message = "This is the person's own id: nobody supervises themselves."
        errors.append(
            RowError(
                raw.number,
                "supervisor_external_id",
                message,
                values["external_id"],
                "self_supervision",
            )
        )
    if errors:
        return None, errors
    supervisor = values.pop("supervisor_external_id", None)
    return (
        RosterRow(
            raw.number, supervisor=supervisor, has_start_date="start_date" in values, **values
        ),
        [],
    )


def rank_of(text: str) -> str:
    """Return the rank that *text*, such as a job title, is; empty where it is none."""
    try:
        return str(_PARSERS["rank"](_clean(text)))
    except CellError:
        return ""


def identity_of(raw: RawRow) -> str:
    """Return the external id of a row, good or bad; empty if that can't be told."""
    try:
        return _identifier(_clean(raw.cells.get("external_id", "")))
    except CellError:
        return ""


def excerpt(cell: str) -> str:
    """Return the beginning of a cell, fit to be shown and stored."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in cell[: EXCERPT + 1])
    return shown if len(shown) <= EXCERPT else shown[:EXCERPT] + "…"


class CellError(Exception):
    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


def _clean(cell: str) -> str:
    """The cell without the blanks around and inside it; refuses what a cell must not hold."""
    if cell.isascii() and cell.isalnum():
        return cell
    if "\x00" in cell:
        raise CellError("There is a NUL character in it: save the file again as text.", "nul")
    if cell.startswith(FORMULA_STARTS) or cell.lstrip(" \u00a0").startswith(FORMULA_STARTS):
        first = cell.lstrip(" \u00a0")[0]
        sign = {"\t": "a tab", "\r": "a line break"}.get(first, f"“{first}”")
        raise CellError(
            f"It begins with {sign}, and a spreadsheet would run it as a formula. Take that out.",
            "formula",
        )
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", " ".join(cell.split())))
    if text.upper() in SPREADSHEET_ERRORS:
        raise CellError("A formula of the spreadsheet failed here: put the value.", "formula")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise CellError("There is a control character in it: type it anew.", "control")
    if text.startswith(FORMULA_STARTS):
        raise CellError("Behind an invisible character it begins as a formula.", "formula")
    return text


def _text(limit: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > limit:
            raise CellError(f"{len(text):,} characters; there is room for {limit}.", "too_long")
        return text

    return parse


_identifier = _text(100)


def _email(text: str) -> str:
    if len(text) > 254:
        raise CellError("An e-mail address has at most 254 characters.", "too_long")
    try:
        validate_email(text)
    except ValidationError:
        raise CellError(
            "This is not an e-mail address. It looks like name@school.example.", "email"
        ) from None
    return text.lower()


_RANK_WORDS = {
    "fellow": Rank.TRAINEE,
    "resident": Rank.TRAINEE,
    "lecturer": Rank.INSTRUCTOR,
    "asst professor": Rank.ASSISTANT,
    "asst prof": Rank.ASSISTANT,
    "assoc professor": Rank.ASSOCIATE,
    "assoc prof": Rank.ASSOCIATE,
    "full professor": Rank.FULL,
    "prof": Rank.FULL,
    "professor emeritus": Rank.EMERITUS,
    "professor emerita": Rank.EMERITUS,
    "emerita": Rank.EMERITUS,
    "emerita professor": Rank.EMERITUS,
}


def _choice(
    what: str, choices: type[models.TextChoices], words: Mapping[str, str]
) -> Callable[[str], str]:
    known = {_plain(str(label)): str(value) for value, label in choices.choices}
    known |= {_plain(value): value for value in choices.values}
    known |= {word: str(value) for word, value in words.items()}

    @lru_cache(maxsize=4096)
    def parse(text: str) -> str:
        plain = _plain(text).replace(".", "")
        if not text or plain in known:
            return known.get(plain, "")
        close = get_close_matches(plain[:EXCERPT], known, n=1, cutoff=0.6)
        hint = f" Did you mean “{known[close[0]]}”?" if close else ""
        raise CellError(
            f"No such {what}.{hint} Use one of: {', '.join(choices.values)}.", f"unknown_{what}"
        )

    return parse


@lru_cache(maxsize=8192)
def _unit(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    parts = tuple(part.strip() for part in text.split("/"))
    if not all(parts):
        raise CellError("A part of the path is empty: write School / Department.", "unit_path")
    if len(parts) > UNIT_DEPTH:
        raise CellError(f"A path has at most {UNIT_DEPTH} parts.", "unit_path")
    if any(len(part) > 200 for part in parts):
        raise CellError("A part of the path has over 200 characters.", "too_long")
    if any(part.startswith(FORMULA_STARTS) for part in parts):
        raise CellError("A part of the path begins as a formula: mend its first sign.", "formula")
    return parts


def _date(text: str) -> date | None:
    if not text:
        return None
    # A spreadsheet's date cell comes with a time of midnight.
    bare = text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]00:00:00", text) else text
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", bare):
            raise ValueError
        day = date.fromisoformat(bare)
    except ValueError:
        raise CellError("This is not a date. Write it as 2026-07-01.", "date") from None
    if not 1900 <= day.year <= 2100:
        raise CellError("The year must be between 1900 and 2100.", "date")
    return day


def _expertise(text: str) -> tuple[str, ...]:
    terms: dict[str, str] = {}
    for term in text.split(";"):
        if bare := term.strip():
            terms.setdefault(bare.casefold(), bare)
    if len(terms) > EXPERTISE_TERMS:
        raise CellError(f"{len(terms)} terms; there is room for {EXPERTISE_TERMS}.", "too_long")
    for term in terms.values():
        if len(term) > 100:
            raise CellError(
                f"The term “{excerpt(term)}” has over 100 characters. Put ; between the terms.",
                "too_long",
            )
        if term.startswith(FORMULA_STARTS):
            raise CellError(f"The term “{excerpt(term)}” begins as a formula.", "formula")
    return tuple(terms.values())


def _orcid(text: str) -> str:
    try:
        return normalize_orcid(text) if text else ""
    except ValidationError as error:
        raise CellError(" ".join(error.messages), str(error.code or "orcid")) from None


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "external_id": _identifier,
    "email": _email,
    "given_name": _text(100),
    "family_name": _text(100),
    "rank": _choice("rank", Rank, _RANK_WORDS),
    "track": _choice("track", Track, {}),
    "unit": _unit,
    "supervisor_external_id": _identifier,
    "start_date": _date,
    "end_date": _date,
    "specialty": _text(200),
    "expertise": _expertise,
    "orcid": _orcid,
}
