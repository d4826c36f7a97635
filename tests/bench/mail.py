"""Measure what it costs to queue a round of activation mails, and how fast mail is handed over.

    make bench-mail
    python -m mentornet.dev.embedded --folder var/pg-bench-mail --durable -- python -m tests.bench.mail 10000

The baseline of queuing is a plain bulk insert of the very rows that the round wrote, in the same run;
that of handing over is one worker. Workers are processes in the roles of a deployment; the server, on
this machine, throws the mail away.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")
os.environ.setdefault("MENTORNET_DEMO", "1")
# Makes the people as well.
os.environ["MENTORNET_AS_OWNER"] = "1"
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from mentornet.mail.models import Lane, Link, OutboxMessage  # noqa: E402
from profiles.models import Institution, User  # noqa: E402
from profiles.people.domain.activation import send_activation_mails  # noqa: E402
from tests.bench.delivery.people import make_institution  # noqa: E402

PEOPLE = 100_000
MESSAGES = 4_000
WORKERS = (1, 2, 4)
TEXT = "Have the two of you met since we last asked? " * 20
WORKER = """
import django
django.setup()
from mentornet.mail.outbox import send_due
from mentornet.tenancy.scope import operations
print("ready", flush=True)
input()
with operations():
    while send_due():
        pass
"""


def main() -> None:
    """Print two tables."""
    # Without a broker each bell is a warning; nobody listens for them here.
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    _queue(people)
    print()
    with _server() as address:
        _hand_over(address)


def _queue(people: int) -> None:
    slug = f"bench-{people}"
    here = Institution.objects.filter(slug=slug).first() or make_institution(people)
    actor = User.objects.first()
    assert actor is not None
    OutboxMessage.objects.all().delete()
    Link.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        round_took = _timed(lambda: send_activation_mails(here, actor=actor))
    plain_took = sum(_insert_again(kind) for kind in (Link, OutboxMessage))
    print(
        "| activation mails | queued | a second | statements a thousand | wake-ups "
        "| the same rows, plain bulk insert | ratio |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|")
    print(
        f"| {people:,} | {round_took:.1f} s | {people / round_took:,.0f} "
        f"| {1_000 * len(queries) / people:.1f} | 1 | {plain_took:.1f} s "
        f"| {round_took / plain_took:.1f} |",
        flush=True,
    )


def _insert_again(kind: type[models.Model]) -> float:
    """Seconds to insert all rows of *kind* that are there, once more and with nothing else."""
    rows = list(kind._default_manager.all())
    kind._default_manager.all().delete()

    def insert() -> None:
        with transaction.atomic():
            kind._default_manager.bulk_create(rows, batch_size=1_000)

    return _timed(insert)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _hand_over(address: str) -> None:
    print("| workers | messages | handed over a second | ratio |")
    print("|---:|---:|---:|---:|")
    first = 0.0
    for count in WORKERS:
        _fill()
        with _workers(count, address) as workers:
            begun = time.perf_counter()
            for one in workers:
                assert one.stdin is not None
                one.stdin.write(b"\n")
                one.stdin.flush()
            for one in workers:
                one.wait()
            rate = MESSAGES / (time.perf_counter() - begun)
        sent = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT).count()
        if sent != MESSAGES:
            raise SystemExit(f"{sent} of {MESSAGES} were handed over.")
        first = first or rate
        print(f"| {count} | {MESSAGES:,} | {rate:,.0f} | {rate / first:.2f} |", flush=True)


def _fill() -> None:
    OutboxMessage.objects.all().delete()
    here = list(Institution.objects.all()[:1])
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        (
            OutboxMessage(
                key=f"bench:{number}",
                kind="survey",
                recipient=f"p{number}@school.example",
                subject="Did you meet?",
                body_text=TEXT,
                lane=Lane.BULK,
                institution=here[number % 2] if number % 2 < len(here) else None,
                due_at=now,
            )
            for number in range(MESSAGES)
        ),
        batch_size=1_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE mentornet_outboxmessage")


@contextmanager
def _workers(count: int, address: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that have begun and wait for a line."""
    env = {name: value for name, value in os.environ.items() if name != "MENTORNET_AS_OWNER"}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=env | {"EMAIL_URL": address, "MENTORNET_TEST": "1", "REDIS_URL": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _one in range(count)
    ]
    try:
        for one in workers:
            assert one.stdout is not None
            if one.stdout.readline().strip() != b"ready":
                raise SystemExit("A worker did not start.")
        yield workers
    finally:
        for one in workers:
            one.kill()
            one.wait()


@contextmanager
def _server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = f"127.0.0.1:{port}"
    command = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", here]
    sink = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    try:
        for _try in range(100):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"smtp://{here}"
    finally:
        sink.terminate()
        sink.wait()


if __name__ == "__main__":
    main()
