"""The errors of an import as they are kept: all of them, and those that say the same as one line.

There may be one for each cell of 200,000 rows, so they are packed like the people of a preview: a page reads the
lines that it shows, and a file is written line by line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from profiles.models import RosterImport
from profiles.roster.domain.columns import NAME, TITLE, TITLE_AND_UNIT
from profiles.roster.domain.listing import Listed, pack_all
from profiles.roster.domain.plan import ImportPlan
from profiles.roster.domain.rows import WHOLE_FILE, RowError

Error = dict[str, Any]
"""`row`, `column` (ours), `heading` (the file's), `value`, `message`, and the `id` of the person, where one is named."""
ERRORS, LINES = "errors", "error_lines"
PACKED = "packed"
"""In the findings: where in the listing what is neither person nor fate is, by kind."""
TO_FIX = Q(state=RosterImport.State.DONE, findings__has_any_keys=["errors", PACKED])
"""Imports with rows that were skipped and are not fixed: once it is over, an import keeps nothing else."""
_STANDS_IN = {
    "given_name": (NAME,),
    "family_name": (NAME,),
    "rank": (TITLE, TITLE_AND_UNIT),
    "unit": (TITLE_AND_UNIT,),
}


def headings_by_column(headings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what the file calls each of our columns; *headings* are as the preview keeps them."""
    texts: dict[str, str] = {}
    for one in headings:
        if one["column"] and one["text"]:
            before = texts.get(one["column"])
            texts[one["column"]] = f"{before} / {one['text']}" if before else one["text"]
    for column, others in _STANDS_IN.items():
        text = next((texts[other] for other in others if other in texts), "")
        if text:
            texts.setdefault(column, text)
    return texts


def named_errors(
    errors: Sequence[RowError], plan: ImportPlan, headings: Mapping[str, str]
) -> Iterator[Error]:
    """Yield *errors*, each with the file's heading, and the id of the person whom the row names, if it does."""
    names = {number: external_id for external_id, rows in plan.numbers.items() for number in rows}
    for error in errors:
        yield {
            "row": error.row,
            "column": error.column,
            "heading": headings.get(error.column, error.column),
            "value": error.value,
            "message": error.message,
            "id": names.get(error.row, ""),
        }


def kinds_of(errors: Sequence[Error]) -> dict[str, Sequence[Error]]:
    """Return *errors* to be packed: all of them, and their lines."""
    return {ERRORS: errors, LINES: grouped(errors)} if errors else {}


def keep_errors(row: RosterImport, errors: Sequence[Error]) -> None:
    """Let *row*, which is over, keep *errors* and nothing else; it is not saved."""
    row.listing, places = pack_all(kinds_of(errors))
    row.findings = {PACKED: places} if errors else {}


def errors_of(row: RosterImport) -> Sequence[Error]:
    """Return all errors of *row*, in the order of the file."""
    return _packed(row, ERRORS, lambda errors: errors)


def lines_of(row: RosterImport) -> Sequence[Error]:
    """Return the errors of *row*, as `grouped` has them."""
    return _packed(row, LINES, grouped)


def packed(row: RosterImport, kind: str) -> Listed:
    """Return what *row* keeps of one kind beside its people; nothing where it has none."""
    return Listed(bytes(row.listing), row.findings.get(PACKED, {}).get(kind, []))


def _packed(row: RosterImport, kind: str, of: Any) -> Sequence[Error]:
    if PACKED in row.findings:
        return packed(row, kind)
    # As they were kept before they were packed.
    found: Sequence[Error] = of(row.findings.get("errors", []))
    return found


def grouped(errors: Iterable[Mapping[str, Any]]) -> list[Error]:
    """Return *errors* with those of one column that say the same as one: the first, and in how many rows."""
    found: dict[tuple[bool, str, str], Error] = {}
    rows: dict[tuple[bool, str, str], set[int]] = defaultdict(set)
    for error in errors:
        key = (error["row"] == WHOLE_FILE, error["column"], error["message"])
        found.setdefault(key, dict(error))
        rows[key].add(error["row"])
    return [error | {"rows": len(rows[key])} for key, error in found.items()]
