from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentornet.tenancy.scope import in_institution
from profiles.errors import DomainError
from profiles.models import HeldEnding, Institution
from profiles.roster.domain.files import read_roster
from profiles.roster.domain.jobs import LISTED_FATES
from profiles.roster.domain.plan import Fate, ImportPlan, plan_import
from profiles.roster.domain.rows import nothing_written
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

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(slug=options["institution"]).first()
        if institution is None:
            raise CommandError(f"No institution has the slug “{options['institution']}”.")
        with in_institution(institution.pk):
            self._import(institution, options)

    def _import(self, institution: Institution, options: dict[str, Any]) -> None:
        try:
            with options["file"].open("rb") as file:
                sheet = read_roster(file)
            plan = plan_import(
                sheet.rows,
                institution=institution,
                end_missing=options["end_missing"],
                notes=sheet.notes,
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
