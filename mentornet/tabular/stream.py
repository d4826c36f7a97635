"""The rows of a table, read one by one, with what is noticed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.tabular.cleaning import LONGEST_CELL, excerpt, numbers
from mentornet.tabular.days import DayCount, Days
from mentornet.tabular.doubts import doubt
from mentornet.tabular.errors import UnreadableFile
from mentornet.tabular.headers import holds_person
from mentornet.tabular.heads import Fold, Plan
from mentornet.tabular.kinds import PREVIEWS, UNFINISHED, UNSENT, Kind, Meaning, plain
from mentornet.tabular.no_data import why_no_data
from mentornet.tabular.parts import CellProblem, Filled, LeftOut, Row, Table
from mentornet.tabular.raw import Limits, RawRow, RawTable

MOST_LISTED = 1_000
_DIGITS = frozenset("0123456789")
_UNCHECKED = frozenset({"", "0", "unchecked", "no", "false"})


class TableStream:
    """A table whose rows are read, once, as one asks for them.

    `headers`, `kind`, `sheet` and all else that the head of the file tells are there at once. `left_out`,
    `problems`, `days`, `filled`, `short_rows` and `notes` are whole after the last row.
    """

    def __init__(
        self,
        raw: RawTable,
        plan: Plan,
        *,
        rows: tuple[list[RawRow], Iterator[RawRow]],
        limits: Limits,
    ) -> None:
        self._raw, self._plan, self._limits = raw, plan, limits
        self._lines = chain(*rows)
        self.headers, self.places = plan.headers, plan.places
        self.kind, self.meanings = plan.kind, dict(plan.meanings)
        self.header_row, self.header_why = plan.header_row, plan.header_why
        self.sheets, self.sheet = raw.sheets, raw.sheet
        self.left_out = list(plan.left_out)
        self.problems: list[CellProblem] = []
        self.filled: list[Filled] = []
        self.short_rows: list[int] = []
        self.notes = [*raw.notes, *plan.notes]
        self._days: dict[int, DayCount] = {}
        self._unlisted = 0
        self._short: RawRow = (0, [])
        self._answers = _Answers(plan)
        self._sections = {
            one.first_row
            for one in raw.merges
            if one.first_row == one.last_row and one.last_column - one.first_column > 1
        }

    @property
    def days(self) -> dict[int, Days]:
        """How each column writes its days, where it has any."""
        found = {at: count.days() for at, count in sorted(self._days.items())}
        return {at: days for at, days in found.items() if days}

    def table(self) -> Table:
        """Return the whole table; raise UnreadableFile, also where no row is data."""
        rows = tuple(self)
        return Table(
            headers=self.headers,
            rows=rows,
            notes=tuple(self.notes),
            kind=self.kind,
            meanings=self.meanings,
            left_out=tuple(self.left_out),
            problems=tuple(self.problems),
            sheets=self.sheets,
            sheet=self.sheet,
            header_row=self.header_row,
            header_why=self.header_why,
            places=self.places,
            days=self.days,
            filled=tuple(self.filled),
            short_rows=tuple(self.short_rows),
        )

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are data; raise UnreadableFile, also where there is none."""
        count = 0
        for number, line in self._lines:
            cells = self._of_width(number, line)
            if cells is None:
                continue
            why = why_no_data(
                cells, self._plan.header, is_section=number in self._sections
            ) or self._answers.why_left_out(cells)
            if why:
                self._leave_out(number, cells, why)
                continue
            if len(line) < len(cells) and self._raw.is_text:
                self._note_short(number, line)
            count += 1
            if count > self._limits.rows:
                raise UnreadableFile(
                    _("The file has more than %(most)d rows. Split it into smaller files.")
                    % {"most": self._limits.rows}
                )
            taken = self._take(cells)
            self._look(number, taken)
            yield Row(number, tuple(taken))
        self._finish(count)

    def _of_width(self, number: int, line: list[str]) -> list[str] | None:
        """Return as many cells as there are headings; None, and a problem, where there are more."""
        width = len(self._plan.header)
        if len(line) == width:
            return line
        if len(line) < width:
            return line + [""] * (width - len(line))
        if any(line[width:]):
            words = {"row": number, "cells": len(line), "columns": width}
            message = _(
                "Row %(row)d has %(cells)d cells, but the header has %(columns)d. Put quotation marks around "
                "cells that contain the separator, or give each column a name."
            )
            self._note_problem(CellProblem(number, None, message % words, excerpt(line[0])))
            return None
        return line[:width]

    def _note_short(self, number: int, line: list[str]) -> None:
        """Note a row with too few cells, and a person whom a line break in a cell cuts into two of them."""
        before, start = self._short
        is_rest = before == number - 1 and len(start) + len(line) - 1 == len(self._plan.header)
        if is_rest and holds_person(start) != holds_person(line):
            message = _(
                "Rows %(row)d and %(next)d are one row that a line break in a cell cuts in two. Delete the line "
                "break, or put quotation marks around the cell."
            )
            words = message % {"row": before, "next": number}
            self._note_problem(CellProblem(before, None, words, excerpt(" · ".join(start))))
        self.short_rows.append(number)
        self._short = (number, line)

    def _take(self, cells: list[str]) -> list[str]:
        if not self._plan.has_folds:
            return cells
        return [
            "; ".join(
                choice or cells[place]
                for place, choice in zip(one.places, one.choices, strict=True)
                if cells[place].casefold() not in _UNCHECKED
            )
            if isinstance(one, Fold)
            else cells[one]
            for one in self._plan.takes
        ]

    def _look(self, number: int, cells: list[str]) -> None:
        """Note days, and what can't be told; cells that are too long are cut."""
        for at, cell in enumerate(cells):
            if not cell or cell.isalnum():
                continue
            if cell[0] in _DIGITS:
                if at not in self._days:
                    self._days[at] = DayCount()
                self._days[at].look(number, cell)
            message = doubt(cell)
            if message is not None:
                cells[at] = cell[:LONGEST_CELL]
                words = _("Row %(row)d, column “%(column)s”: %(message)s") % {
                    "row": number,
                    "column": excerpt(self.headers[at]),
                    "message": message,
                }
                self._note_problem(CellProblem(number, at, words, excerpt(cell), message))

    def _note_problem(self, problem: CellProblem) -> None:
        if len(self.problems) < MOST_LISTED:
            self.problems.append(problem)

    def _leave_out(self, number: int, cells: list[str], why: str) -> None:
        if len(self.left_out) < MOST_LISTED:
            words = excerpt(" · ".join(filter(None, cells)))
            self.left_out.append(LeftOut(number, why, words))
        else:
            self._unlisted += 1

    def _finish(self, count: int) -> None:
        if not count and not self.problems:
            raise UnreadableFile(_("The file has a header but no rows below it."))
        if self._unlisted:
            self.notes.append(
                _("%(count)d more rows that are no data were left out.") % {"count": self._unlisted}
            )
        self.notes += self._answers.notes(self.meanings)
        self._note_sheet()

    def _note_sheet(self) -> None:
        """Say what a workbook had that one may not see in it."""
        places = {place: at for at, place in enumerate(self.places)}
        self.filled = [
            Filled(places[merge.first_column], merge.first_row, merge.last_row, text)
            for merge, text in self._raw.fills
            if merge.first_row > self.header_row and merge.first_column in places
        ]
        if self.filled:
            first = self.filled[0]
            words = ngettext(
                "%(count)d merged cell was filled down, such as “%(text)s” in rows %(first)d to %(last)d.",
                "%(count)d merged cells were filled down, such as “%(text)s” in rows %(first)d to %(last)d.",
                len(self.filled),
            )
            self.notes.append(
                words
                % {
                    "count": len(self.filled),
                    "text": excerpt(first.text),
                    "first": first.first_row,
                    "last": first.last_row,
                }
            )
        hidden = [row for row in self._raw.hidden_rows if row > self.header_row]
        if hidden:
            words = ngettext(
                "%(count)d hidden row was read too: row %(rows)s.",
                "%(count)d hidden rows were read too: rows %(rows)s.",
                len(hidden),
            )
            self.notes.append(words % {"count": len(hidden), "rows": numbers(hidden)})
        for at, days in self.days.items():
            if days.may_be_swapped and not self._raw.is_text and days.day_first:
                self.notes.append(
                    _(
                        "In the column “%(column)s”, some days are text (row %(row)d: %(text)s) and others dates. "
                        "The spreadsheet may have taken the day for the month in those. Compare them with their source."
                    )
                    % {
                        "column": excerpt(self.headers[at]),
                        "row": days.day_first.row,
                        "text": days.day_first.text,
                    }
                )


class _Answers:
    """Answers to a form that do not count: previews, and those that were not sent."""

    def __init__(self, plan: Plan) -> None:
        words = [plain(heading) for heading in plan.header]
        place = {word: at for at, word in reversed(list(enumerate(words)))}
        is_survey = plan.kind == Kind.QUALTRICS
        self._status = place.get("status") if is_survey else None
        self._finished = place.get("finished") if is_survey else None
        is_redcap = plan.kind in {Kind.REDCAP_RAW, Kind.REDCAP_LABELS}
        repeats = (place.get("redcap repeat instrument"), place.get("repeat instrument"))
        self._repeat = next((at for at in repeats if at is not None and is_redcap), None)
        self._sent = [at for at, word in enumerate(words) if is_redcap and "timestamp" in word]
        self._email = place.get("email") if plan.kind == Kind.MICROSOFT_FORMS else None
        self._heading = plan.header[self._email] if self._email is not None else ""
        self._anonymous = self._named = 0

    def why_left_out(self, cells: list[str]) -> str | None:
        """Return why an answer does not count; None if it does. An anonymous address becomes empty."""
        if self._status is not None and cells[self._status].casefold() in PREVIEWS:
            return _("It is a preview, not an answer.")
        if self._finished is not None and cells[self._finished].casefold() in UNFINISHED:
            return _("The answer was not finished.")
        # A project may have several surveys, of which this person has sent one.
        if {cells[at].casefold() for at in self._sent if cells[at]} == {UNSENT}:
            return _("The answer was not finished.")
        if self._repeat is not None and cells[self._repeat]:
            return _("It is a repeated form of a person in another row.")
        if self._email is not None:
            if cells[self._email].casefold() == "anonymous":
                cells[self._email] = ""
                self._anonymous += 1
            elif cells[self._email]:
                self._named += 1
        return None

    def notes(self, meanings: dict[int, Meaning]) -> list[str]:
        if not self._anonymous or self._named or self._email is None:
            return []
        meanings[self._email] = Meaning.UNUSED
        return [
            _("The column “%(column)s” says “anonymous” in every row, so it isn’t an address.")
            % {"column": excerpt(self._heading)}
        ]
