"""Rows of a roster: as they stand in the file, and as people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentornet.moments import number
from profiles.roster.domain.cells import PARSERS, CellError, clean, excerpt, identifier
from profiles.roster.domain.columns import BY_NAME

WHOLE_FILE = 0
"""The number of a row that is none: what is said of it is said of the file."""


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
    whole could not be read, `asked` (by column) what must be answered before a cell can be.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)


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


NAME_COLUMNS = frozenset({"given_name", "family_name"})


def parse_row(raw: RawRow) -> tuple[RosterRow | None, list[RowError]]:
    """Return the person of *raw*, or None and everything that is wrong with the row."""
    if raw.problem:
        return None, [RowError(raw.number, "", raw.problem, code="row_shape")]
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for name, cell in raw.cells.items():
        try:
            text = clean(cell)
            if name in raw.asked:
                raise CellError(raw.asked[name], "unanswered")
            if not text and BY_NAME[name].required and not _is_other_name(name, raw):
                raise CellError(_missing(name), "empty")
            values[name] = PARSERS[name](text)
        except CellError as error:
            errors.append(RowError(raw.number, name, error.message, excerpt(cell), error.code))
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and end < start:
        message = _("The last day is before the first day, %(day)s.") % {"day": start.isoformat()}
        errors.append(RowError(raw.number, "end_date", message, end.isoformat(), "dates_order"))
    if values.get("supervisor_external_id") and (
        values["supervisor_external_id"] == values.get("external_id")
    ):
        message = _("This is the person’s own ID. Enter the ID of their supervisor.")
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


def _missing(column: str) -> str:
    if column in NAME_COLUMNS:
        return _("Enter a first name or a last name.")
    return _("Fill in this cell.")


def _is_other_name(column: str, raw: RawRow) -> bool:
    """Return whether *column* is a name, and the other one says enough: some people have one name.

    Where both are empty, that is said once, at the first of them.
    """
    if column == "given_name":
        return bool(raw.cells.get("family_name", "").strip())
    return column == "family_name" and "given_name" in raw.cells


def identity_of(raw: RawRow) -> str:
    """Return the external id of a row, good or bad; empty if that can't be told."""
    try:
        return identifier(clean(raw.cells.get("external_id", "")))
    except CellError:
        return ""


# What is said of more than one row --------------------------------------------------------------

# Where two rows have the same value in a column.
SAME = {
    "external_id": gettext_lazy("The same ID is also in row %(rows)s. Keep one row per person."),
    "email": gettext_lazy("The same email is also in row %(rows)s. Keep one row per person."),
}


def outside_error(number: int, name: str, external_id: str) -> RowError:
    """Return what is said where a roster means someone who was invited from outside."""
    message = _("%(name)s was invited from outside. The roster can’t change or end that.") % {
        "name": name
    }
    return RowError(number, "external_id", message, external_id, "from_outside")


def end_dates_ahead(count: int) -> str:
    """Return what is said where *count* people leave on a day that is still to come."""
    words = ngettext(
        "%(count)s end date is in the future. That person stays until then.",
        "%(count)s end dates are in the future. Those people stay until then.",
        count,
    )
    return words % {"count": number(count)}


def nothing_written(*, bad: int, rows: int) -> str:
    """Return what is said where *bad* of *rows* have errors and none was to be skipped."""
    words = {"bad": number(bad), "rows": number(rows)}
    return _("%(bad)s of %(rows)s rows have errors. Nothing was imported.") % words
