"""Match people of spreadsheets from the command line."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.engine.errors import EngineError
from matching.spreadsheets.domain.apart import key_of
from matching.spreadsheets.domain.asking import Asking
from matching.spreadsheets.domain.columns import MENTOR, PROTEGE, Field, missing, without
from matching.spreadsheets.domain.guessing import Guess, Sure, guesses
from matching.spreadsheets.domain.match import SheetMatch, match_sheets, questions, result_lines
from matching.spreadsheets.domain.parts import Problem, SheetPeople
from matching.spreadsheets.domain.people import joined_sides, people_of
from mentornet.folding import distance, fold
from mentornet.tabular.tables import Table, read_table
from mentornet.tabular.writing import write_csv
from profiles.errors import DomainError

SHOWN = 20


class Command(BaseCommand):
    help = "Match mentees with mentors: two spreadsheets in (or one with both), one out."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mentees",
            "--proteges",
            dest="proteges",
            type=Path,
            metavar="FILE",
            help="CSV or XLSX",
        )
        parser.add_argument("--mentors", type=Path, metavar="FILE")
        parser.add_argument("--people", type=Path, metavar="FILE", help="one sheet with both sides")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--method",
            choices=["best", "stable"],
            default="best",
            help="best overall, or by the mentees' preferences",
        )
        parser.add_argument(
            "--seed", type=int, default=0, help="random seed: breaks ties between equal options"
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADING=FIELD",
            help="what a column means, if the guess is wrong; a part of the heading is enough if no other has it. "
            f"Fields: {'; '.join(f'{one.value} ({one.label})' for one in Field)}",
        )
        parser.add_argument("--sheet", help="which sheet of a workbook")
        parser.add_argument(
            "--mentors-sheet", help="which sheet of the mentors’ workbook, if it is another"
        )
        parser.add_argument(
            "--header-row",
            type=int,
            help="the row with the column names, as a spreadsheet numbers it",
        )
        parser.add_argument(
            "--each-mentor",
            action="store_true",
            help="at least one mentee for each mentor, where possible",
        )
        parser.add_argument(
            "--even", action="store_true", help="mentees spread as evenly as possible among mentors"
        )
        parser.add_argument(
            "--same-if-needed",
            action="store_true",
            help="people with the same adviser, lab, unit, or chief are matched only if needed, in place of never",
        )
        parser.add_argument(
            "--same",
            action="append",
            default=[],
            metavar="NAME=NAME",
            help="two names that look alike and are one person (or lab)",
        )
        parser.add_argument(
            "--different",
            action="append",
            default=[],
            metavar="NAME=NAME",
            help="and those that are two",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asking = _asking(options)
        try:
            people = self._people(options)
            self._say(people, asking)
            if people.errors:
                raise CommandError("Fix the errors above. Nothing was written.")
            match = match_sheets(
                people, method=options["method"], seed=options["seed"], asking=asking
            )
        except (DomainError, EngineError) as error:
            raise CommandError(f"{error} Nothing was written.") from None
        except OSError as error:
            raise CommandError(
                f"{error.filename}: {error.strerror}. Nothing was written."
            ) from None
        told = [Problem(**one) for one in match.problems]
        self._tell([one for one in told if one not in people.problems])
        _write(match, options["out"])
        self.stdout.write(
            f"{match.pairs} of {len(match.lines)} mentees have a mentor: {options['out']}"
        )

    def _say(self, people: SheetPeople, asking: Asking) -> None:
        self._tell(people.problems)
        for one in questions(people, asking):
            if one.same is None:
                pair = f"{one.one}={one.other}"
                self.stderr.write(
                    f"question: are {one.one!r} and {one.other!r} the same? Until you say so, they count as the same "
                    f"where people are kept apart, and as different in choices. Add --same {pair!r} or --different {pair!r}"
                )
        self.stdout.write(f"mentees: {len(people.proteges)}, mentors: {len(people.mentors)}")

    def _tell(self, problems: Sequence[Problem]) -> None:
        for problem in problems[:SHOWN]:
            where = f"row {problem.row}" + (f", {problem.column}" if problem.column else "")
            word = "error" if problem.is_error else "note"
            self.stderr.write(f"{word}: {where}: {problem.value!r}: {problem.message}")
        if len(problems) > SHOWN:
            self.stderr.write(f"… and {len(problems) - SHOWN} more")

    def _people(self, options: dict[str, Any]) -> SheetPeople:
        both, one, other = options["people"], options["proteges"], options["mentors"]
        if both and not (one or other):
            table = _read(both, options, options["sheet"])
            return self._understood(both, table, "", _corrections([table], options["column"])[0])
        if one and other and not both:
            of_mentors = options["mentors_sheet"] or options["sheet"]
            tables = [
                _read(one, options, options["sheet"]),
                _read(
                    other, {"header_row": None} if options["mentors_sheet"] else options, of_mentors
                ),
            ]
            for_each = _corrections(tables, options["column"])
            return joined_sides(
                self._understood(one, tables[0], PROTEGE, for_each[0]),
                self._understood(other, tables[1], MENTOR, for_each[1]),
            )
        raise CommandError("Use either --mentees and --mentors, or --people for one sheet.")

    def _understood(
        self, path: Path, table: Table, side: str, corrected: dict[int, Field]
    ) -> SheetPeople:
        """Print what was understood of a file, and return its people."""
        guessed = guesses(table)
        mapping = {at: one.meant for at, one in guessed.items()} | corrected
        tool = f", written by {table.kind.label}" if table.kind else ""
        sheet = f", sheet {table.sheet!r}" if len(table.sheets) > 1 else ""
        self.stdout.write(
            f"{path.name}: {len(table.rows)} rows{tool}{sheet}; column names in row {table.header_row}"
        )
        for note in table.notes:
            self.stdout.write(f"  {note}")
        for one in table.left_out[:SHOWN]:
            self.stdout.write(f"  row {one.row} left out: {one.why} ({one.excerpt})")
        for at, meant in mapping.items():
            why = "as you say" if at in corrected else _why(guessed[at])
            self.stdout.write(f"  {table.headers[at][:60]} → {Field(meant).label} ({why})")
        if lacks := missing(mapping, both_sides=not side):
            raise CommandError(
                f"{path.name}: {' '.join(lacks)} Use --column HEADING=FIELD.{_sheets(path, table, side)}"
            )
        for warning in without(mapping, has_mentors=side != PROTEGE):
            self.stderr.write(f"warning: {path.name}: {warning}")
        return people_of(table, mapping, side=side)


def _read(path: Path, options: dict[str, Any], sheet: str | None) -> Table:
    with path.open("rb") as file:
        return read_table(file, sheet=sheet, header_row=options["header_row"])


def _sheets(path: Path, table: Table, side: str) -> str:
    """Say how to read a workbook that may have a sheet for each side, where one sheet alone was read as both."""
    if side or len(table.sheets) < 2:
        return ""
    first, second = (sheet.name for sheet in table.sheets[:2])
    return (
        f" If mentees and mentors have a sheet each, use --mentees {str(path)!r} --sheet {first!r} "
        f"--mentors {str(path)!r} --mentors-sheet {second!r}."
    )


def _why(guess: Guess) -> str:
    sure = str(Sure(guess.sure).label).lower()
    return f"{sure}: {guess.why}" if guess.why else sure


def _asking(options: dict[str, Any]) -> Asking:
    answers = {}
    for is_same, pairs in ((True, options["same"]), (False, options["different"])):
        for pair in pairs:
            one, sign, other = pair.partition("=")
            if not sign:
                raise CommandError(f"{pair!r}: enter two names with = between them.")
            answers[key_of(one, other)] = is_same
    asking = Asking(options["each_mentor"], options["even"], options["same_if_needed"], answers)
    if asking.needs_best and options["method"] != "best":
        raise CommandError(
            "--each-mentor, --even and --same-if-needed need --method best. Nothing was written."
        )
    return asking


def _corrections(tables: list[Table], given: list[str]) -> list[dict[int, Field]]:
    """Return for each table what was said of its columns; a heading may be in both of two.

    Raise CommandError for a field that there is not, and a heading that is no one's or several columns'.
    """
    found: list[dict[int, Field]] = [{} for _table in tables]
    for correction in given:
        heading, _, wanted = correction.rpartition("=")
        if wanted not in Field.values:
            raise CommandError(f"{wanted!r} is not a field. Use one of {', '.join(Field.values)}.")
        meant = [_with_heading(table.headers, heading) for table in tables]
        if not any(meant):
            headers = [header for table in tables for header in table.headers]
            near = "; ".join(_nearest(headers, heading))
            raise CommandError(f"No column has the heading {heading!r}. Did you mean: {near}?")
        for table, places, columns in zip(tables, meant, found, strict=True):
            if len(places) > 1:
                named = "; ".join(table.headers[at][:80] for at in places)
                raise CommandError(
                    f"{heading!r} is in several headings: {named}. Enter more of it."
                )
            columns.update((at, Field(wanted)) for at in places)
    return found


def _with_heading(headers: tuple[str, ...], heading: str) -> list[int]:
    """Return the columns of the whole heading; else those that have it as a part."""
    wanted = fold(heading)
    plain = [fold(header) for header in headers]
    whole = [at for at, header in enumerate(plain) if header == wanted]
    return whole[:1] or [at for at, header in enumerate(plain) if wanted and wanted in header]


def _nearest(headers: list[str], heading: str) -> list[str]:
    wanted = fold(heading)

    def far(header: str) -> tuple[int, int]:
        plain = fold(header)
        shared = len(set(wanted.split()) & set(plain.split()))
        return -shared, distance(wanted, plain[: len(wanted) + 3], most=len(wanted) + 3)

    return [header[:80] for header in sorted(headers, key=far)[:3]]


def _write(match: SheetMatch, path: Path) -> None:
    """Write beside the file and rename: a half-written result never has its name."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
            write_csv(out, result_lines(match))
        Path(name).replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from None
