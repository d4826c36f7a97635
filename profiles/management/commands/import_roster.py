from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentornet.tenancy.scope import in_institution
from profiles.errors import DomainError
from profiles.models import HeldEnding, Institution
from profiles.roster.domain.answers import Answers
from profiles.roster.domain.day_order import ORDERS
from profiles.roster.domain.jobs import LISTED_FATES
from profiles.roster.domain.plan import Fate, ImportPlan, plan_import
from profiles.roster.domain.rows import nothing_written
from profiles.roster.domain.understanding import understand
from profiles.roster.domain.writing import write_in_parts


class Command(BaseCommand):
    help = "Import an institution's roster from a CSV or XLSX file (see docs/roster.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="Say what it would do.")
        parser.add_argument("--skip-bad-rows", action="store_true", help="Import the others.")
        parser.add_argument(
            "--end-missing", action="store_true", help="Who is not in the file has left."
        )
        parser.add_argument("--sheet", help="The sheet of a workbook.")
        parser.add_argument("--header-row", type=int, help="The row with the column names.")
        parser.add_argument("--dates", choices=list(ORDERS), help="What comes first in dates.")

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(slug=options["institution"]).first()
        if institution is None:
            raise CommandError(f"No institution has the slug “{options['institution']}”.")
        with in_institution(institution.pk):
            self._import(institution, options)

    def _import(self, institution: Institution, options: dict[str, Any]) -> None:
        try:
            with options["file"].open("rb") as file:
                said = Answers(
                    sheet=options["sheet"] or "",
                    header_row=options["header_row"] or 0,
                    day_order=options["dates"] or "",
                )
                found = understand(file, institution, said)
            self._say_how(found.how)
            plan = plan_import(
                found.rows,
                institution=institution,
                end_missing=options["end_missing"],
                notes=found.notes,
                left_out=found.left_out,
                errors=found.errors,
            )
            self._report(plan)
            refused = plan.blocking or (plan.errors and not options["skip_bad_rows"])
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing was written.")
                if refused:
                    raise CommandError(f"{len(plan.errors):,} errors.")
                return
            if refused:
                words = nothing_written(bad=len(plan.bad_rows), rows=plan.rows)
                raise CommandError(plan.blocking[0].message if plan.blocking else words)
            written = write_in_parts(
                plan,
                actor=None,
                note=self._progress_of(plan),
                source=HeldEnding.Source.COMMAND,
            )
        except OSError as error:
            raise CommandError(f"The file can't be opened: {error.strerror or error}.") from error
        except DomainError as error:
            raise CommandError(error.message) from error
        late = written.errors
        if written.held:
            self.stdout.write(
                f"{len(written.held):,} people would leave: a director has to confirm."
            )
        for one in late:
            self.stderr.write(f"Row {one.row}: {one.message}")
        skipped = len({*plan.bad_rows, *(one.row for one in late)})
        self.stdout.write(f"Imported.{f' {skipped:,} rows were skipped.' if skipped else ''}")

    def _say_how(self, how: dict[str, Any]) -> None:
        """Say how the file was read before anything of it is reported or written."""
        where = f"sheet “{how['sheet']}”, " if how["sheet"] else ""
        self.stdout.write(f"Read {where}column names in row {how['header_row']}:")
        for one in how["headings"]:
            self.stdout.write(f"  {one['text']} → {one['column'] or 'not used'}")
        for row, why, _text in how["left_out"]:
            self.stdout.write(f"  Row {row} is left out: {why}")
        for row, name, title in how["not_faculty"]:
            self.stdout.write(f"  Row {row} is left out: {name} ({title}) is not faculty.")
        for one in how["supervisors"]:
            people = ", ".join(f"{name} ({key})" for key, name in one["people"])
            self.stdout.write(f"  Supervisor “{one['text']}” may be {people}: left as it is.")
        for name, rows in how["supervisors_unknown"]:
            self.stdout.write(f"  Supervisor “{name}” ({rows} rows) is no one here: left as it is.")

    def _report(self, plan: ImportPlan) -> None:
        for note in plan.notes:
            self.stdout.write(f"Note: {note}")
        for error in plan.errors:
            where = f"Row {error.row}" if error.row else "File"
            where += f", {error.column}" if error.column else ""
            shown = f" (“{error.value}”)" if error.value else ""
            self.stderr.write(f"{where}: {error.message}{shown}")
        counts = plan.counts
        fates = ", ".join(f"{counts[fate]:,} {fate}" for fate in Fate if fate in counts)
        self.stdout.write(f"{counts['rows']:,} rows: {fates}; {counts['bad_rows']:,} bad.")
        if counts["waiting"]:
            self.stdout.write(f"{counts['waiting']:,} people have to confirm another email first.")

    def _progress_of(self, plan: ImportPlan) -> Callable[[Counter[str]], None]:
        written: Counter[str] = Counter()
        counts = plan.counts
        total = sum(counts[fate] for fate in LISTED_FATES)

        def note(fates: Counter[str]) -> None:
            written.update(fates)
            if self.stdout.isatty():
                done = sum(written.values())
                ending = "\n" if done >= total else ""
                self.stdout.write(f"\rWritten {done:,} of {total:,}", ending=ending)
                self.stdout.flush()

        return note
