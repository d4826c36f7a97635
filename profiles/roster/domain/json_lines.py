"""A roster as lines of JSON, one person each: bytes in, the same rows out as from a file."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from mentornet.tabular.reading import UnreadableFile
from profiles.roster.domain.cells import excerpt
from profiles.roster.domain.columns import REQUIRED
from profiles.roster.domain.files import MAX_ROWS, RosterSheet
from profiles.roster.domain.members import FIELDS, LISTS, cells_of, split_errors
from profiles.roster.domain.rows import RawRow

SUFFIX = ".ndjson"
# What the API says of a person and no one can set.
ONLY_READ = frozenset(
    {
        "id",
        "email_state",
        "end_waits",
        "message",
        "standard_rank",
        "standard_track",
        "unit_id",
        "supervisor_id",
        "state",
        "activated_at",
        "updated_at",
        "unit",
        "supervisor",
    }
)


def read_lines(content: bytes) -> RosterSheet:
    """Return the rows of newline-delimited JSON; a line that can't be used says so itself.

    The field names are those of the API. Raises UnreadableFile for what is no such text.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The lines are not in UTF-8.")) from error
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            rows.append(_row(number, line))
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(
                _("There are over %(most)s lines. Send them in parts.") % {"most": f"{MAX_ROWS:,}"}
            )
    if not rows:
        raise UnreadableFile(_("The file contains no people."))
    return RosterSheet(rows)


def _row(number: int, line: str) -> RawRow:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        return RawRow(
            number, {}, _("This line is not JSON: %(error)s") % {"error": excerpt(str(error))}
        )
    if not isinstance(values, dict):
        return RawRow(number, {}, _("This line is not an object."))
    if problem := next((p for name, value in values.items() if (p := _problem(name, value))), ""):
        return RawRow(number, {}, problem)
    if split := split_errors(values, number):
        return RawRow(number, {}, f"{split[0].column}: {split[0].message}")
    return RawRow(number, {**dict.fromkeys(REQUIRED, ""), **cells_of(values)})


def _problem(name: str, value: Any) -> str:
    if name in ONLY_READ:
        return _("The field “%(name)s” can’t be set. Leave it out.") % {"name": name}
    if name not in FIELDS:
        return _("There is no field “%(name)s”.") % {"name": excerpt(name)}
    if value is None:
        return ""
    if name in LISTS:
        is_fine = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if is_fine else _("%(name)s must be a list of texts.") % {"name": name}
    is_fine = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return "" if is_fine else _("%(name)s must be a text.") % {"name": name}
