"""Fill an empty database with a made-up medical school."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from networks.demo.load import FEWEST_PEOPLE, PASSWORD, AlreadyLoaded, Loaded, load_demo
from networks.demo.roster import write_roster


class Command(BaseCommand):
    help = "Fill an empty database with a made-up medical school, the same for the same seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--scale", type=int, default=1200, metavar="PEOPLE")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where an institution exists"
        )
        parser.add_argument("--roster-csv", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MENTORNET_DEMO:
            raise CommandError(
                "This is not demo mode, and made-up people with a known password have no place in "
                "a deployment. Set MENTORNET_DEMO=1 for a demonstration with its own database."
            )
        if options["scale"] < FEWEST_PEOPLE:
            raise CommandError(f"The story needs at least {FEWEST_PEOPLE} people (--scale).")
        try:
            loaded = load_demo(
                seed=options["seed"],
                people=options["scale"],
                as_of=timezone.now().date(),
                progress=self._progress,
            )
        except AlreadyLoaded:
            if options["if_empty"]:
                return
            raise CommandError(
                "There is an institution in this database already; nothing was loaded."
            ) from None
        if options["roster_csv"]:
            write_roster(loaded.people, options["roster_csv"])
        self._report(loaded)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} people", ending="")
            if done == total:
                self.stderr.write("")

    def _report(self, loaded: Loaded) -> None:
        counts = ", ".join(f"{count:,} {name}" for name, count in loaded.counts.items())
        self.stdout.write(f"Loaded: {counts}.")
        table = _table(loaded)
        self.stdout.write(table)
        folder = Path(settings.VAR_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "demo-logins.txt").write_text(table, encoding="utf-8")


def _table(loaded: Loaded) -> str:
    width = max(len(login.email) for login in loaded.logins)
    name_width = max(len(login.name) for login in loaded.logins)
    lines = [f"Demo logins (password: {PASSWORD})"]
    lines += [
        f"  {login.email:{width}}  {login.name:{name_width}}  {login.who}"
        for login in loaded.logins
    ]
    return "\n".join(lines) + "\n"
