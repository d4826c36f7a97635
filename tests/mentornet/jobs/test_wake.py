"""Waking workers: once a transaction, through Redis or a table, and never needed for a row to be done."""

from __future__ import annotations

import json
import threading

import pytest
from celery import Celery, current_app
from django.conf import settings as live
from django.db import connection, transaction
from kombu.transport import TRANSPORT_ALIASES

from mentornet.jobs.broker import _Ear
from mentornet.jobs.kinds import KINDS, Kind, register
from mentornet.jobs.models import Job, WakeUp
from mentornet.jobs.queue import enqueue
from mentornet.jobs.wake import enqueue_on_commit, wake_queue
from tests.factories import GoalFactory
from tests.support.databases import database_environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, tuple[str, ...]]]:
    calls: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda task, args, **more: calls.append((task, args))
    )
    return calls


@pytest.fixture
def kind():
    yield register(Kind("test.kind", "default", work=lambda job: None))
    del KINDS["test.kind"]


def test_a_hundred_thousand_queued_rows_register_one_wake_up(
    sent, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _row in range(100_000):
            wake_queue("mail")
        wake_queue("default")

    assert len(callbacks) == 1
    assert sent == [
        ("mentornet.jobs.tasks.work", ("mail",)),
        ("mentornet.jobs.tasks.work", ("default",)),
    ]


def test_a_wake_up_of_a_part_that_is_taken_back_does_not_swallow_the_next(
    sent, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            wake_queue("mail")
            raise RuntimeError
        wake_queue("mail")

    assert sent == [("mentornet.jobs.tasks.work", ("mail",))]


def test_the_same_row_is_queued_once_and_begins_again_when_it_is_over(kind) -> None:
    goal = GoalFactory()
    first = enqueue("test.kind", goal)
    assert enqueue("test.kind", goal).pk == first.pk

    Job.objects.update(state="failed", attempts=3, message="It did not work.", error="x")
    again = enqueue("test.kind", goal)

    again.refresh_from_db()
    assert (again.pk, again.state, again.attempts, again.message) == (first.pk, "waiting", 0, "")


# The table ----------------------------------------------------------------------------------


@pytest.fixture
def table() -> Celery:
    """Celery on the table of wake-ups."""
    assert TRANSPORT_ALIASES["wakeups"] == "mentornet.jobs.broker:Transport"
    current_app.conf.broker_url = "wakeups://"
    current_app.amqp._producer_pool = None
    current_app._pool = None
    yield current_app
    current_app.amqp._producer_pool = None
    current_app._pool = None


def taken(app: Celery, queue: str) -> list[str]:
    """The names of the tasks that a worker of *queue* would be given."""
    found: list[str] = []
    with app.connection() as broker, broker.channel() as channel:

        def note(body: object, message: object) -> None:
            found.append(message.headers["task"])
            message.ack()

        with app.amqp.TaskConsumer(channel, queues=[app.amqp.queues[queue]], callbacks=[note]):
            try:
                while True:
                    broker.drain_events(timeout=0.05)
            except TimeoutError:
                return found


def test_without_redis_a_wake_up_is_a_row_and_is_taken_once(table) -> None:
    table.send_task("mentornet.jobs.tasks.work", args=["mail"], queue="mail")
    table.send_task("mentornet.jobs.tasks.work", args=["mail"], queue="mail")
    table.send_task("mentornet.jobs.tasks.work", args=["reports"], queue="reports")

    rows = list(WakeUp.objects.order_by("queue").values_list("queue", "body"))
    assert [queue for queue, _body in rows] == ["mail", "reports"]
    assert json.loads(rows[0][1])["headers"]["task"] == "mentornet.jobs.tasks.work"
    assert taken(table, "mail") == ["mentornet.jobs.tasks.work"]
    assert taken(table, "mail") == []
    assert WakeUp.objects.get().queue == "reports"


def test_two_workers_are_not_given_the_same_wake_up(table) -> None:
    """What another transaction holds is passed over, and what is empty is no error."""
    assert taken(table, "matching") == []
    enqueue_on_commit("mentornet.jobs.tasks.work", "matching")
    for name in ("a", "b"):
        table.send_task(f"task.{name}", queue="matching")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mentornet_wakeup WHERE body LIKE '%task.a%' RETURNING queue")

    assert taken(table, "matching") == ["task.b"]


@pytest.mark.django_db(transaction=True)
def test_who_may_listen_is_told_of_a_wake_up_at_once(table, settings) -> None:
    settings.DATABASE_LISTEN_URL = database_environment()["DATABASE_URL"]
    ear = _Ear()
    # It listens from here on.
    ear.wait(0)
    waiting = threading.Thread(target=ear.wait, args=[60], daemon=True)
    waiting.start()

    table.send_task("mentornet.jobs.tasks.work", args=["mail"], queue="mail")

    waiting.join(timeout=30)
    assert not waiting.is_alive()
    ear.close()


def test_who_cannot_listen_looks_by_the_clock(settings, caplog) -> None:
    settings.DATABASE_LISTEN_URL = "postgresql://nobody@/none?host=/nowhere"

    _Ear().wait(0)

    assert "looking each second instead" in caplog.text


def test_the_queue_of_a_kind_is_one_that_workers_serve() -> None:
    enqueue_on_commit("mentornet.jobs.tasks.work", "x")

    assert {one.queue for one in KINDS.values()} <= set(live.QUEUES)
