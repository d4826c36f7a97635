"""What tells whether the service works: `/readyz`, beat that outlives its database, the administration."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.schedulers import DatabaseScheduler

from mentornet.celery import app
from mentornet.jobs.beat import Scheduler
from mentornet.jobs.models import Job, ProcessSeen
from mentornet.jobs.seen import note_seen
from profiles.models import RosterImport
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

QUEUES = ("urgent", "mail", "reports", "matching", "default", "webhooks")


def told() -> tuple[int, dict[str, object]]:
    answer = Client().get("/readyz")
    return answer.status_code, json.loads(answer.content)


def test_who_runs_touches_the_file_that_a_container_is_watched_by(settings, tmp_path) -> None:
    settings.ALIVE_FILE = str(tmp_path / "alive")

    note_seen("beat@one", "beat")

    assert (tmp_path / "alive").exists()


def test_readyz_tells_what_is_missing_and_what_waits() -> None:
    institution = InstitutionFactory(name="Secret University")
    Job.objects.create(
        institution=institution,
        kind="roster.import",
        queue="default",
        subject_id=institution.pk,
        due_at=timezone.now() - timedelta(minutes=5),
    )
    Job.objects.create(institution=institution, kind="x", queue="mail", state="failed")

    status, found = told()
    assert (status, found["ready"], found["database"], found["broker"]) == (503, False, True, True)
    assert found["workers"] == dict.fromkeys(QUEUES, 0)
    assert found["beat_seen_seconds"] is None
    assert found["waiting"] == {**dict.fromkeys(QUEUES, 0), "default": 1}
    assert 300 <= found["oldest_waiting_seconds"]["default"] < 330
    assert found["failed"] == 1
    assert "Secret" not in json.dumps(found)

    note_seen("worker@one", "worker", QUEUES)
    note_seen("worker@two", "worker", ["mail"])
    note_seen("beat@one", "beat")
    status, found = told()
    assert (status, found["ready"]) == (200, True)
    assert found["workers"] == {**dict.fromkeys(QUEUES, 1), "mail": 2}
    assert found["beat_seen_seconds"] == 0

    # Beat has stopped, and /healthz alone would not say so.
    ProcessSeen.objects.filter(role="beat").update(seen_at=timezone.now() - timedelta(minutes=3))
    status, found = told()
    assert (status, found["ready"], found["beat_seen_seconds"]) == (503, False, 180)


def test_readyz_without_its_broker_says_so() -> None:
    app.conf.broker_url = "redis://127.0.0.1:1/0"

    status, found = told()

    assert (status, found["broker"], found["database"]) == (503, False, True)


@pytest.mark.django_db(transaction=True)
def test_beat_outlives_a_database_that_is_away(monkeypatch) -> None:
    """On the tick that finds it gone, the one of the library's exits."""
    beat = Scheduler(app=app)
    answers = [OperationalError("the database system is shutting down"), 7.0]

    def tick(self: Scheduler, *args: object) -> float:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(DatabaseScheduler, "tick", tick)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)

    assert beat.tick() == 2.0
    assert beat.tick() == 7.0
    assert ProcessSeen.objects.get(role="beat").seen_at is not None
    assert beat.max_interval <= 15


@pytest.fixture
def operator(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))


def act(client: Client, what: str, *jobs: Job) -> str:
    answer = client.post(
        reverse("admin:mentornet_job_changelist"),
        {"action": what, "_selected_action": [str(one.pk) for one in jobs]},
        follow=True,
    )
    return answer.content.decode()


def test_operators_see_failed_jobs_and_try_them_again_or_cancel(client, operator) -> None:
    director = MembershipFactory()
    row = RosterImport.objects.create(
        institution=director.institution,
        uploaded_by=director.user,
        file_name="ada-ash.csv",
        digest="1",
        upload=b"Ada Ash",
        state="failed",
        message="It did not work.",
    )
    job = Job.objects.create(
        institution=director.institution,
        kind="roster.import",
        queue="default",
        subject_id=row.pk,
        state="failed",
        attempts=3,
        message="Ada Ash has withdrawn from the program.",
        error="KeyError in profiles/roster/domain/jobs.py:12",
    )

    page = client.get(reverse("admin:mentornet_job_changelist")).content.decode()
    detail = client.get(reverse("admin:mentornet_job_change", args=[job.pk])).content.decode()
    assert "KeyError in profiles/roster/domain/jobs.py:12" in page
    assert ["Ada" in page, "Ada" in detail, "ada-ash" in page] == [False, False, False]

    assert "1 job will be tried again." in act(client, "try_again", job)
    job.refresh_from_db()
    row.refresh_from_db()
    assert (job.state, job.attempts, row.state, row.message) == ("waiting", 0, "uploaded", "")

    assert "1 job canceled." in act(client, "cancel", job)
    row.refresh_from_db()
    assert (row.state, bytes(row.upload)) == ("cancelled", b"")


@pytest.mark.django_db(transaction=True)
def test_readyz_tells_how_long_a_write_has_been_open() -> None:
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT txid_current()")
        writing = told()[1]["oldest_write_seconds"]
    finally:
        other.rollback()
        other.close()
    assert isinstance(writing, int)
