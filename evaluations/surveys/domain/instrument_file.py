"""An instrument from a spreadsheet: a question a row. Bytes in; questions, and faults by row, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from evaluations.surveys.domain.instruments import ItemDraft
from mentornet.tabular.tables import Limits, UnreadableFile, open_table

COLUMNS = {
    "question": ("question", "item", "text"),
    "part": ("part", "scale", "subscale"),
    "answers": ("answers", "labels", "options", "choices"),
    "lowest": ("lowest", "from", "minimum"),
    "highest": ("highest", "to", "maximum"),
    "turned": ("turned", "reverse", "reversed"),
}
"""What a column may be called."""
NAMES = {other: name for name, others in COLUMNS.items() for other in others}
FIELD_OF = {"text": "question", "labels": "answers"}
"""What a field of a question is called in the file, where that differs."""
YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"", "no", "n", "false", "0"})
LIMITS = Limits(rows=1_000, columns=60, least_columns=1)


@dataclass(frozen=True)
class RowFault:
    """What to fix in one cell; `row` counts as a spreadsheet shows it."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("Row %(row)d, %(column)s: %(message)s") % {
            "row": self.row,
            "column": self.column,
            "message": self.message,
        }


@dataclass(frozen=True)
class ItemSheet:
    """The questions of a file, the rows on which they stand, and what could not be read."""

    items: tuple[ItemDraft, ...]
    rows: tuple[int, ...]
    faults: tuple[RowFault, ...]


def read_items(file: BinaryIO) -> ItemSheet:
    """Read a CSV or XLSX *file* with a row that names the columns. Raise UnreadableFile."""
    table = open_table(file, limits=LIMITS, known_heading=_is_known)
    at = _columns(table.headers)
    items: list[ItemDraft] = []
    rows: list[int] = []
    faults: list[RowFault] = []
    for number, cells in table:
        item, wrong = _item({name: " ".join(cells[place].split()) for name, place in at.items()})
        items.append(item)
        rows.append(number)
        faults += [RowFault(number, column, words) for column, words in wrong]
    for problem in table.problems:
        if problem.column is None:
            raise UnreadableFile(problem.message)
        name = next((name for name, place in at.items() if place == problem.column), None)
        if name is not None:
            faults.append(RowFault(problem.row, name, problem.reason))
    if not items:
        raise UnreadableFile(
            _("This file has no questions. Put column names in the first row and questions below.")
        )
    return ItemSheet(tuple(items), tuple(rows), tuple(faults))


def _is_known(heading: str) -> bool:
    return heading.strip().casefold() in NAMES


def _columns(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = NAMES.get(cell.casefold())
        if name is not None:
            found.setdefault(name, place)
    if "question" not in found:
        words = _(
            "The first row must hold the column names, and one must be “question”. It now says: %(row)s"
        )
        raise UnreadableFile(words % {"row": ", ".join(cells)[:120]})
    return found


def _item(given: dict[str, str]) -> tuple[ItemDraft, list[tuple[str, str]]]:
    wrong: list[tuple[str, str]] = []
    answers = given.get("answers", "")
    labels = tuple(label.strip() for label in answers.split("|")) if answers else ()
    numbers = {"lowest": 1 if labels else 0, "highest": 100}
    for name in numbers:
        if text := given.get(name, ""):
            try:
                numbers[name] = int(text)
            except ValueError:
                wrong.append(
                    (name, _("Enter a whole number, not “%(text)s”.") % {"text": text[:40]})
                )
    turned = given.get("turned", "").casefold()
    if turned not in YES | NO:
        wrong.append(("turned", _("Enter yes or no, not “%(text)s”.") % {"text": turned[:40]}))
    item = ItemDraft(
        text=given.get("question", ""),
        part=given.get("part", ""),
        labels=labels,
        lowest=numbers["lowest"],
        highest=numbers["highest"],
        turned=turned in YES,
    )
    return item, wrong
