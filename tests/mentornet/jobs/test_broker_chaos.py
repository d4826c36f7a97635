"""The whole clockwork: beats, a broker that is flushed and killed, workers. Each message goes once."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from django.conf import settings as live
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from mentornet.models import OutboxMessage
from tests.conftest import require_service
from tests.mentornet.mail.test_outbox_chaos import fill
from tests.support.databases import database_environment
from tests.support.smtp import smtp_sink

State = OutboxMessage.State
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "mentornet"]


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=live.BASE_DIR,
        env=os.environ | env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def redis_command(port: int) -> list[str]:
    name = shutil.which("redis-server")
    require_service("redis-server", bool(name))
    return [
        str(name),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
    ]


def broker_at(port: int) -> redis.Redis:
    """A client that keeps trying while the server starts."""
    client = redis.Redis(port=port, retry=Retry(ConstantBackoff(0.1), 100))
    client.ping()
    return client


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(tmp_path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fill(400)
    with smtp_sink() as (sink, address), running(redis_command(port), {}):
        broker_at(port)
        env = {
            **database_environment(),
            "EMAIL_URL": address,
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "MENTORNET_DEMO": "1",
        }
        worker = [*CELERY, "worker", "--queues", "mail", "--concurrency", "1"]
        with running([sys.executable, "-c", BEAT], env):
            with running(worker, env) as first:
                assert sink.wait_for(30)
                first.terminate()
                assert first.wait(timeout=60) == 0
            # Nothing is left claimed: what the next one does, it need not wait for.
            claimed = OutboxMessage.objects.filter(state=State.PENDING)
            assert not claimed.exclude(claimed_until=None).exists()
            with running(worker, env):
                assert sink.wait_for(400, seconds=120)

    assert sink.seen.total() == len(sink.seen) == 400


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_beats_two_workers_and_a_broker_that_forgets_send_each_message_once(tmp_path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fill(400)
    with smtp_sink() as (sink, address):
        env = {
            **database_environment(),
            "EMAIL_URL": address,
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "MENTORNET_DEMO": "1",
        }
        worker = [*CELERY, "worker", "--queues", "mail", "--concurrency", "1", "--pool", "solo"]
        # A schedule of its own, so that a bell rings every second; two of it, as after a slip.
        beat = [sys.executable, "-c", BEAT]
        with running(redis_command(port), {}) as broker:
            broker_at(port)
            with running(worker, env), running(worker, env), running(beat, env), running(beat, env):
                assert sink.wait_for(60)
                broker_at(port).flushall()
                assert sink.wait_for(160)
                broker.kill()
                broker.wait()
                with running(redis_command(port), {}):
                    broker_at(port)
                    assert sink.wait_for(400, seconds=120)

    assert sink.seen.total() == len(sink.seen) == 400


BEAT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "mentornet.settings"
from mentornet.celery import app
app.conf.beat_scheduler = "celery.beat:Scheduler"
app.conf.beat_schedule = {"mail": {"task": "mentornet.tasks.send_due_mail", "schedule": 1.0,
                                   "options": {"expires": 5}}}
app.Beat(scheduler="celery.beat:Scheduler", schedule=os.devnull, loglevel="ERROR").run()
"""
