from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from mentornet.jobs import wake
from mentornet.mail import outbox
from mentornet.mail.models import Lane
from mentornet.mail.tasks import send_due_mail
from mentornet.models import OutboxMessage
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

State = OutboxMessage.State


class RefusingBackend(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages):
        if any(message.to == ["refused@example.org"] for message in messages):
            raise OSError("550 no such person")
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def templates(settings, tmp_path):
    """A template of the test's own, before all others."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "greeting.txt").write_text("Hello {{ name }}, see {{ site_url }}")
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path, *first["DIRS"]]}, *others]


def queue(key: str = "greeting:1", to: str = "a@example.org", **more) -> OutboxMessage:
    return outbox.queue_message(
        key=key,
        to=to,
        subject=more.pop("subject", "Hello"),
        template="greeting",
        context={"name": "O'Neill"},
        **more,
    )


def test_mail_queued_twice_under_one_key_is_one_message():
    assert queue() == queue(to="b@example.org")
    assert OutboxMessage.objects.count() == 1


def test_mail_text_is_not_escaped_and_subject_is_one_line(settings):
    message = queue(subject="Hello\r\nBcc: everybody@example.org")

    assert message.body_text == f"Hello O'Neill, see {settings.SITE_URL}"
    assert message.subject == "Hello Bcc: everybody@example.org"


def test_mail_of_a_transaction_that_fails_is_not_queued():
    with pytest.raises(ValueError, match="changed my mind"), transaction.atomic():
        queue()
        raise ValueError("changed my mind")

    assert OutboxMessage.objects.count() == 0


def test_send_due_sends_once_with_an_identity_of_its_own():
    message = queue(headers={"Reply-To": "b@example.org"})

    assert (outbox.send_due(), outbox.send_due()) == (1, 0)
    assert [sent.extra_headers for sent in mail.outbox] == [
        {"Reply-To": "b@example.org", "Message-ID": message.message_id}
    ]


def test_send_due_leaves_what_is_not_due_and_what_is_cancelled():
    queue("later:1", due_at=timezone.now() + timedelta(hours=1))
    queue("off:1")

    assert outbox.cancel("off:") == 1
    assert outbox.send_due() == 0
    assert mail.outbox == []


def test_send_due_failing_message_waits_and_stops_no_other(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    refused = queue("greeting:1", to="refused@example.org")
    queue("greeting:2")
    now = timezone.now()

    assert outbox.send_due(now=now) == 1
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == (State.PENDING, 1)
    assert refused.last_error == "OSError: 550 no such person"
    assert refused.due_at >= now + outbox.FIRST_WAIT


def test_send_due_gives_up_a_message_after_the_last_try(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    refused = queue(to="refused@example.org")

    for day in range(outbox.MAX_ATTEMPTS + 1):
        outbox.send_due(now=timezone.now() + timedelta(days=day))

    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == (State.FAILED, outbox.MAX_ATTEMPTS)


@pytest.mark.django_db(transaction=True)
def test_send_due_on_two_connections_sends_each_message_once():
    for number in range(20):
        queue(f"greeting:{number}")
    start = threading.Barrier(2)
    counts: list[int] = []

    def work() -> None:
        start.wait()
        counts.append(outbox.send_due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 20
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 20
    assert len(mail.outbox) == 20


@pytest.mark.django_db(transaction=True)
def test_queue_mail_without_a_broker_keeps_the_row(settings):
    wake.current_app.conf.broker_url = "redis://127.0.0.1:1/0"

    message = queue()

    assert OutboxMessage.objects.get() == message


def test_a_sign_in_code_goes_through_the_outbox_and_is_forgotten_when_sent(client):
    user = UserFactory(email="a@example.org")

    client.post("/accounts/login/code/", {"email": user.email})

    message = OutboxMessage.objects.get()
    assert message.kind == "account:login_code"
    assert outbox.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.body_text) == (State.SENT, "")
    assert mail.outbox[0].to == [user.email]


# A Tuesday in New York: the night, and the morning after it.
NIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def quiet(key: str, *, zone: str = "America/New_York") -> OutboxMessage:
    return OutboxMessage.objects.create(
        key=key,
        kind="check_in",
        recipient=f"{key}@example.org",
        due_at=NIGHT,
        zone=zone,
        lane=Lane.BULK,
    )


def test_what_a_mail_server_kept_until_the_night_waits_for_the_morning():
    quiet("asleep")
    quiet("awake", zone="Asia/Kolkata")

    assert outbox.send_due(now=NIGHT) == 1
    waiting = OutboxMessage.objects.get(state=State.PENDING)
    there = waiting.due_at.astimezone(ZoneInfo("America/New_York"))
    assert (waiting.key, waiting.attempts, there.date()) == ("asleep", 0, date(2026, 11, 24))
    assert time(9) <= there.time() <= time(16, 30)
    assert outbox.send_due(now=waiting.due_at) == 1


def test_what_waits_for_the_morning_keeps_nothing_else_from_going(settings):
    for number in range(55):
        quiet(f"asleep{number}")
    OutboxMessage.objects.create(
        key="code", kind="account:code", recipient="a@example.org", due_at=NIGHT, lane=0
    )

    assert outbox.send_due(now=NIGHT, limit=1_000) == 1
    assert OutboxMessage.objects.get(state=State.SENT).key == "code"


def test_what_somebody_waits_for_goes_ahead_of_a_mornings_check_ins():
    morning = NIGHT + timedelta(hours=8)
    for number in range(3):
        quiet(f"asked{number}")
    OutboxMessage.objects.create(
        key="code", kind="account:code", recipient="a@example.org", due_at=morning, lane=0
    )

    assert outbox.send_due(now=morning, limit=1) == 1
    assert OutboxMessage.objects.get(state=State.SENT).key == "code"


@pytest.mark.parametrize(("waiting", "rung"), [(100, 0), (101, 1)])
def test_a_task_that_leaves_something_rings_for_the_rest_at_once(
    monkeypatch, django_capture_on_commit_callbacks, waiting: int, rung: int
):
    bells: list[str] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda task, **kwargs: bells.append(task))
    OutboxMessage.objects.bulk_create(
        OutboxMessage(key=str(number), kind="greeting", recipient="a@example.org", due_at=NIGHT)
        for number in range(waiting)
    )
    with django_capture_on_commit_callbacks(execute=True):
        send_due_mail()

    assert bells == ["mentornet.tasks.send_due_mail"] * rung
