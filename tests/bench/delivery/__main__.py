"""Measure check-ins and gap reports on institutions of 1,000 to 100,000 people.

    make bench-delivery
    python -m mentornet.dev.embedded --folder var/pg-bench-delivery --durable -- \
        python -m tests.bench.delivery 1000 10000

Mail goes to a server on this machine that throws it away. The baseline of each line is the same
step at 1,000 people, per check-in, in the same run.
"""

from __future__ import annotations

import logging
import os
import resource
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
# Makes the people as well. What row-level security costs is measured by `make bench`.
os.environ["MENTORNET_AS_OWNER"] = "1"
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{PORT}"
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from evaluations.check_ins.domain.asking import ask_check_ins, plan_check_ins  # noqa: E402
from evaluations.gaps.domain.report import build_report  # noqa: E402
from evaluations.gaps.domain.snapshot import take_snapshot  # noqa: E402
from evaluations.models import CheckIn  # noqa: E402
from mentornet.mail.outbox import send_due  # noqa: E402
from mentornet.models import OutboxMessage  # noqa: E402
from networks.models import Tie  # noqa: E402
from profiles.models import Institution, Membership  # noqa: E402
from profiles.vocabulary import Rank  # noqa: E402
from tests.bench.delivery import outbox, warning  # noqa: E402
from tests.bench.delivery.people import make_institution  # noqa: E402

SIZES = (1_000, 10_000, 100_000)


def main() -> None:
    """Print four tables."""
    # Without a broker each bell is a warning; nobody listens for them here.
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    sink = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "aiosmtpd",
            "-n",
            "-c",
            "aiosmtpd.handlers.Sink",
            "-l",
            f"127.0.0.1:{PORT}",
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_port()
        print(
            "| due check-ins | plan | ask (render) | send | a second, all in all | ratio "
            "| processor, ms each | peak MB |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|---:|")
        first = 0.0
        sizes = [int(one) for one in sys.argv[1:]] or SIZES
        for size in sizes:
            here = Institution.objects.filter(slug=f"bench-{size}").first() or make_institution(
                size
            )
            first = _check_ins(here, size, first)
        print(
            "\n| people | first publication | a week later, statements | report, whole | statements |"
            "\n|---:|---:|---:|---:|---:|"
        )
        for size in sizes:
            _report(Institution.objects.get(slug=f"bench-{size}"), size)
        print()
        outbox.main()
        print()
        warning.main()
    finally:
        sink.terminate()


def _wait_for_port() -> None:
    for _try in range(100):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The mail sink did not start.")


def _check_ins(here: Institution, size: int, first: float) -> float:
    CheckIn.objects.all().delete()
    OutboxMessage.objects.all().delete()
    # Ties of the other sizes rest meanwhile.
    Tie.objects.exclude(institution=here).update(state=Tie.State.UNCONFIRMED)
    Tie.objects.filter(institution=here).update(state=Tie.State.ACTIVE)
    # A Tuesday before the working day; the hour at which everybody has been due.
    morning = datetime(2026, 11, 24, 5, tzinfo=UTC)
    worked = time.process_time()
    times = [time.perf_counter()]
    planned = plan_check_ins(now=morning)
    times.append(time.perf_counter())
    evening = morning + timedelta(hours=11, minutes=30, seconds=30)
    asked = ask_check_ins(now=evening, limit=10 * size + 10_000)
    times.append(time.perf_counter())
    sent = 0
    while batch := send_due(now=evening, limit=1_000):
        sent += batch
    times.append(time.perf_counter())
    plan, ask, send = (after - before for before, after in pairwise(times))
    rate = sent / (plan + ask + send)
    worked = 1_000 * (time.process_time() - worked) / sent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    first = first or rate
    print(
        f"| {planned:,} ({asked:,} asked, {sent:,} sent) | {plan:.1f} s | {ask:.1f} s | {send:.1f} s "
        f"| {rate:,.0f} | {rate / first:.2f} | {worked:.1f} | {peak:.0f} |",
        flush=True,
    )
    return first


def _report(here: Institution, size: int) -> None:
    Tie.objects.filter(institution=here).update(state=Tie.State.ACTIVE)
    times = [time.perf_counter()]
    take_snapshot(here)
    times.append(time.perf_counter())
    # A week in which something changes of one person in fifty.
    people = Membership.objects.filter(institution=here).order_by("pk").values_list("pk", flat=True)
    changed = list(people)[::50]
    Membership.objects.filter(pk__in=changed[::2]).update(rank=Rank.FULL)
    Tie.objects.filter(protege__in=changed[1::2]).update(state=Tie.State.UNCONFIRMED)
    times.append(time.perf_counter())
    with CaptureQueriesContext(connection) as taken:
        take_snapshot(here, now=timezone.now() + timedelta(days=7))
    times.append(time.perf_counter())
    with CaptureQueriesContext(connection) as queries:
        build_report(here)
    times.append(time.perf_counter())
    first, _change, second, report = (after - before for before, after in pairwise(times))
    print(
        f"| {size:,} | {first:.2f} s | {second:.2f} s, {len(taken)} | {report:.2f} s | {len(queries)} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
