"""The outbox among killed workers and bad mail servers: nothing lost, nothing twice but as promised."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as live
from django.utils import timezone

from evaluations.check_ins.domain.asking import plan_check_ins
from evaluations.models import CheckIn
from mentornet.mail import outbox
from mentornet.models import OutboxMessage
from networks.models import Tie
from tests.bench.delivery.people import make_institution
from tests.support.databases import database_environment
from tests.support.examples import rarely
from tests.support.smtp import Sink, smtp_sink

State = OutboxMessage.State
# A worker that never rests: plans, asks and sends until nothing is left. Each next one comes after
# the leases, and the waits, of those before are over.
WORKER = """
import sys, django
django.setup()
from datetime import datetime
from evaluations.check_ins.domain.asking import ask_check_ins, plan_check_ins
from mentornet.mail import outbox
from mentornet.jobs.models import Job
from mentornet.jobs.recurring import sweep
from mentornet.tenancy.scope import operations
later = datetime.fromisoformat(sys.argv[2]) + int(sys.argv[1]) * outbox.LEASE * 2
print("ready", flush=True)
with operations():
    if int(sys.argv[1]):
        Job.objects.update(claimed_until=None, attempts=0, state="done", due_at=datetime.now().astimezone())
plan_check_ins(now=later)

def send():
    with operations():
        return outbox.send_due(now=later)

while sweep("evaluations.ask_check_ins", lambda: ask_check_ins(now=later)) + send():
    pass
"""


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """A mail server, and the settings that lead to it."""
    with smtp_sink() as (server, address):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", urlsplit(address).port
        settings.EMAIL_TIMEOUT = 1
        server.address = address  # type: ignore[attr-defined]
        yield server


def fill(count: int) -> None:
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            key=f"checkin:{number}:protege:2026-11-24",
            kind="checkin",
            recipient=f"p{number}@example.org",
            subject="Did you two meet?",
            body_text="A word",
            due_at=now,
        )
        for number in range(count)
    )


def start_worker(
    number: int, address: str, start: datetime | None = None
) -> subprocess.Popen[bytes]:
    """Start a worker and wait until it works."""
    since = (start or timezone.now()).isoformat()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(number), since],
        cwd=live.BASE_DIR,
        env=os.environ
        | {
            **database_environment(),
            "EMAIL_URL": address,
            "DJANGO_SETTINGS_MODULE": "mentornet.settings",
            "MENTORNET_DEMO": "1",
            "REDIS_URL": "",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdout is not None
    worker.stdout.readline()
    return worker


def next_monday() -> datetime:
    """Five in the morning of the next Monday: what is planned then is due by Tuesday morning."""
    today = timezone.now().date()
    monday = today + timedelta(days=7 - today.weekday())
    return datetime(monday.year, monday.month, monday.day, 5, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("count", "asked", "sent"), [rarely(300, 1, 2), rarely(2_000, 4, 6)])
def test_workers_killed_while_check_ins_go_out_lose_none_and_repeat_at_most_one_each(
    sink, count: int, asked: int, sent: int
) -> None:
    make_institution(count)
    monday = next_monday()
    tuesday = monday + timedelta(days=1, hours=4)
    chance = random.Random(7)
    assert plan_check_ins(now=monday) == count
    kills = 0
    # While they are asked: within the transactions that claim rows and fill the outbox.
    for _time in range(asked):
        worker = start_worker(kills, sink.address, tuesday)
        with suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=chance.uniform(0.05, 1.0))
        worker.kill()
        worker.wait()
        kills += 1
    # And while they are sent.
    for _time in range(sent):
        before = sink.total
        worker = start_worker(kills, sink.address, tuesday)
        assert sink.wait_for(before + chance.randrange(1, count // 10))
        worker.kill()
        worker.wait()
        kills += 1
    assert start_worker(kills, sink.address, tuesday).wait(timeout=120) == 0

    keys = OutboxMessage.objects.filter(kind="check_in", state=State.SENT)
    assert keys.count() == CheckIn.objects.filter(state="asked").count() == count
    assert len(sink.seen) == count
    twice = [key for key, count in sink.seen.items() if count > 1]
    assert max(sink.seen.values()) <= 2
    assert len(twice) <= kills
    print(f"{kills} workers killed, {count} check-ins: none lost, {len(twice)} repeated")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_workers_who_ask_at_once_write_each_person_one_mail(sink) -> None:
    make_institution(200)
    monday = next_monday()
    # One mentor for all: a digest of a hundred questions is one mail as well.
    Tie.objects.update(mentor=Tie.objects.first().mentor_id)
    plan_check_ins(now=monday)
    tuesday = monday + timedelta(days=1, hours=4)

    workers = [start_worker(0, sink.address, tuesday) for _ in range(3)]

    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0]
    assert sink.seen.total() == len(sink.seen) == 101


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(sink) -> None:
    fill(300)
    workers = [start_worker(0, sink.address) for _ in range(2)]

    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    assert sink.seen.total() == len(sink.seen) == 300


@pytest.mark.django_db
def test_a_server_that_refuses_for_an_hour_costs_nobody_a_message(sink) -> None:
    fill(20)
    sink.misbehave = lambda number: "refuse"
    now = timezone.now()

    assert outbox.send_due(now=now) == 0
    sink.misbehave = lambda number: ""
    assert outbox.send_due(now=now + timedelta(hours=1)) == 20
    assert sink.seen.total() == len(sink.seen) == 20


@pytest.mark.django_db
def test_a_server_that_hangs_is_given_up_and_tried_again(sink) -> None:
    fill(2)
    sink.misbehave = lambda number: "hang" if number == 1 else ""
    now = timezone.now()

    assert outbox.send_due(now=now) == 1
    assert OutboxMessage.objects.get(state=State.PENDING).last_error.startswith(
        ("TimeoutError", "SMTPServerDisconnected")
    )
    assert outbox.send_due(now=now + timedelta(hours=1)) == 1
    assert sink.seen.total() == len(sink.seen) == 2


@pytest.mark.django_db
def test_a_line_that_drops_after_data_repeats_the_same_message_id(sink) -> None:
    fill(3)
    sink.misbehave = lambda number: "drop" if number == 2 else ""
    now = timezone.now()

    assert outbox.send_due(now=now) == 2
    assert outbox.send_due(now=now + timedelta(hours=1)) == 1
    assert sorted(sink.seen.values()) == [1, 1, 2]


@pytest.mark.django_db
def test_a_server_that_is_away_costs_no_try(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    fill(3)

    assert outbox.send_due() == 0
    assert set(OutboxMessage.objects.values_list("attempts", "state")) == {(0, State.PENDING)}


@pytest.mark.django_db
def test_what_a_dead_worker_had_claimed_is_claimed_again_after_its_lease(sink) -> None:
    fill(1)
    now = timezone.now()
    OutboxMessage.objects.update(claimed_until=now + outbox.LEASE)

    assert outbox.send_due(now=now) == 0
    assert outbox.send_due(now=now + outbox.LEASE) == 1
