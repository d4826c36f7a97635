"""Measure the preview of a roster file: seconds and peak memory of the worker that checks it.

    make bench-roster, or python -m tests.bench.roster [--rows 50000 200000] [--workbook] [--bad]

Each size is checked in a process of its own, into an empty institution, from the file as it was uploaded to the
kept preview. Peak memory is the process's own number, beside what it has before the file (`start`). Times share
the machine: read the ratio of two sizes of one run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import time
import uuid

import django
from openpyxl import Workbook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
os.environ["MENTORNET_AS_OWNER"] = "1"
django.setup()

from django.core.management import call_command  # noqa: E402

from profiles.models import Institution, RosterImport, User  # noqa: E402
from profiles.roster.domain.imports import advance, start_import  # noqa: E402

HEAD = (
    "external_id",
    "email",
    "given_name",
    "family_name",
    "rank",
    "unit",
    "supervisor_external_id",
    "start_date",
    "specialty",
)
RANKS = ("instructor", "assistant", "associate", "full")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[50_000, 200_000])
    parser.add_argument("--workbook", action="store_true", help="an .xlsx in place of a CSV")
    parser.add_argument("--bad", action="store_true", help="rows that can't be taken, all of them")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_check(options.one, workbook=options.workbook, bad=options.bad)))
        return
    call_command("migrate", verbosity=0, interactive=False)
    print(
        "| rows | file MB | seconds | µs a row | start MB | peak MB | kB a row |\n|---|---|---|---|---|---|---|"
    )
    for rows in options.rows:
        chosen = {"--workbook": options.workbook, "--bad": options.bad}
        more = [name for name, is_on in chosen.items() if is_on]
        command = [sys.executable, "-m", "tests.bench.roster", "--one", str(rows), *more]
        found = json.loads(
            subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        )
        seconds, start, peak = found["seconds"], found["start"], found["peak"]
        print(
            f"| {rows:,} | {found['megabytes']:.1f} | {seconds:.1f} | {seconds / rows * 1e6:.0f} | "
            f"{start:.0f} | {peak:.0f} | {(peak - start) * 1024 / rows:.2f} |",
            flush=True,
        )


def _check(rows: int, *, workbook: bool, bad: bool) -> dict[str, float]:
    """Return what the check of a file of *rows* people takes, none of whom can be taken where it is *bad*."""
    people = _people(rows)
    if bad:
        people = [(one[0], one[1].replace("@", " at "), *one[2:]) for one in people]
    content = _workbook(people) if workbook else _csv(people)
    stamp = uuid.uuid4().hex[:8]
    institution = Institution.objects.create(name="Bench", slug=f"bench-{stamp}")
    actor = User.objects.create(email=f"{stamp}@bench.example")
    row = start_import(
        institution,
        file=io.BytesIO(content),
        file_name="roster.xlsx" if workbook else "roster.csv",
        end_missing=False,
        actor=actor,
    )
    start = _peak()
    began = time.perf_counter()
    advance(row.pk)
    seconds = time.perf_counter() - began
    peak = _peak()
    row.refresh_from_db()
    if row.state != RosterImport.State.CHECKED or row.counts["added"] != (0 if bad else rows):
        raise SystemExit(f"The check ended as {row.state}: {row.message} {row.counts}")
    megabytes = len(content) / 1024**2
    return {"seconds": seconds, "start": start, "peak": peak, "megabytes": megabytes}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _people(rows: int) -> list[tuple[str, ...]]:
    return [
        (
            f"F{n}",
            f"person{n}@bench.example",
            f"Ada{n % 977}",
            f"Moreno{n % 4999}",
            RANKS[n % 4],
            f"School of Medicine / Department {n % 40} / Division {n % 200}",
            f"F{n - n % 25}" if n % 25 and n > 25 else "",
            f"{n % 12 + 1}/{n % 28 + 1}/{1990 + n % 30}",
            "Cardiac imaging",
        )
        for n in range(1, rows + 1)
    ]


def _csv(people: list[tuple[str, ...]]) -> bytes:
    return "\n".join(",".join(one) for one in [HEAD, *people]).encode()


def _workbook(people: list[tuple[str, ...]]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Roster")
    for one in [HEAD, *people]:
        sheet.append(one)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


if __name__ == "__main__":
    main()
