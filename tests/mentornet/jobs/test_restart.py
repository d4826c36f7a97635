"""Workers and beat as processes, without Redis, whose database connections are all cut at once."""

from __future__ import annotations

import sys

import pytest
from django.db import connection
from django.utils import timezone

from mentornet.jobs.models import ProcessSeen
from mentornet.models import OutboxMessage
from tests.mentornet.jobs.test_broker_chaos import CELERY, running
from tests.mentornet.mail.test_outbox_chaos import fill
from tests.support.databases import database_environment
from tests.support.smtp import smtp_sink

BEAT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "mentornet.settings"
from mentornet.celery import app
app.conf.beat_schedule = {"mail": {"task": "mentornet.tasks.send_due_mail", "schedule": 1.0,
                                   "options": {"expires": 5}}}
app.Beat(loglevel="ERROR").run()
"""
# What a restart of PostgreSQL is to those who are connected.
CUT = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_without_redis_workers_and_beat_outlive_a_restart_of_their_database() -> None:
    fill(40)
    with smtp_sink() as (sink, address):
        env = {
            **database_environment(),
            "EMAIL_URL": address,
            "REDIS_URL": "",
            "MENTORNET_DEMO": "1",
        }
        worker = [*CELERY, "worker", "--queues", "mail", "--pool", "threads", "--concurrency", "1"]
        with running(worker, env) as first, running([sys.executable, "-c", BEAT], env) as beat:
            assert sink.wait_for(40)
            with connection.cursor() as cursor:
                cursor.execute(CUT)
                assert cursor.fetchone()[0] >= 2
            OutboxMessage.objects.bulk_create(
                OutboxMessage(
                    key=f"later:{number}",
                    kind="checkin",
                    recipient=f"q{number}@example.org",
                    subject="Did you two meet?",
                    body_text="A word",
                    due_at=timezone.now(),
                )
                for number in range(40)
            )

            assert sink.wait_for(80)
            assert [first.poll(), beat.poll()] == [None, None]
            seen = ProcessSeen.objects.values_list("role", flat=True)
            assert set(seen) == {"worker", "beat"}

    assert sink.seen.total() == len(sink.seen) == 80
