"""Match people of spreadsheets from the command line."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.engine.errors import EngineError
from matching.spreadsheets.domain.columns import MENTOR, PROTEGE, Field, guess, missing
from matching.spreadsheets.domain.match import SheetMatch, match_sheets, result_lines
from matching.spreadsheets.domain.people import SheetPeople, joined_sides, people_of
from matching.spreadsheets.domain.reader import Table, read_table
from mentornet.tabular.writing import write_csv
from profiles.errors import DomainError

SHOWN = 20


class Command(BaseCommand):
    help = "Match mentees with mentors: two spreadsheets in (or one with both), one out."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proteges", type=Path, metavar="FILE", help="CSV or XLSX")
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
            help=f"what a column means, if the guess is wrong: {', '.join(Field.values)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            people = self._people(options)
            for problem in people.problems[:SHOWN]:
                where = f"row {problem.row}" + (f", {problem.column}" if problem.column else "")
                word = "error" if problem.is_error else "note"
                self.stderr.write(f"{word}: {where}: {problem.value!r}: {problem.message}")
            if len(people.problems) > SHOWN:
                self.stderr.write(f"… and {len(people.problems) - SHOWN} more")
            if people.errors:
                raise CommandError("Fix the errors above. Nothing was written.")
            match = match_sheets(people, method=options["method"], seed=options["seed"])
        except (DomainError, EngineError) as error:
            raise CommandError(f"{error} Nothing was written.") from None
        except OSError as error:
            raise CommandError(
                f"{error.filename}: {error.strerror}. Nothing was written."
            ) from None
        _write(match, options["out"])
        self.stdout.write(
            f"{match.pairs} of {len(match.lines)} mentees have a mentor: {options['out']}"
        )

    def _people(self, options: dict[str, Any]) -> SheetPeople:
        both, one, other = options["people"], options["proteges"], options["mentors"]
        if both and not (one or other):
            return self._read(both, "", options["column"])
        if one and other and not both:
            return joined_sides(
                self._read(one, PROTEGE, options["column"]),
                self._read(other, MENTOR, options["column"]),
            )
        raise CommandError("Use either --proteges and --mentors, or --people for one sheet.")

    def _read(self, path: Path, side: str, corrections: list[str]) -> SheetPeople:
        with path.open("rb") as file:
            table = read_table(file)
        mapping = guess(table)
        _correct(table, mapping, corrections)
        self.stdout.write(f"{path.name}: {len(table.rows)} rows")
        for at, meant in mapping.items():
            self.stdout.write(f"  {table.headers[at][:60]} → {Field(meant).label}")
        if lacks := missing(mapping, both_sides=not side):
            raise CommandError(f"{path.name}: {' '.join(lacks)} Use --column HEADING=FIELD.")
        return people_of(table, mapping, side=side)


def _correct(table: Table, mapping: dict[int, Field], corrections: list[str]) -> None:
    for correction in corrections:
        heading, _, wanted = correction.rpartition("=")
        if wanted not in Field.values:
            raise CommandError(f"{wanted!r} is not a field. Use one of {', '.join(Field.values)}.")
        if heading in table.headers:
            mapping[table.headers.index(heading)] = Field(wanted)


def _write(match: SheetMatch, path: Path) -> None:
    """Write beside the file and rename: a half-written result never has its name."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
            write_csv(out, result_lines(match))
        Path(name).replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from None
