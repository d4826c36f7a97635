"""Whose message is handed over next: what is urgent first, then each institution in its turn."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as live
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.celery import app
from mentornet.jobs import wake
from mentornet.mail import outbox
from mentornet.mail.claims import KILLED, LEASE, MAX_ATTEMPTS, claimed
from mentornet.mail.models import Lane
from mentornet.mail.outbox import Message, cancel, queue_messages, send_due
from mentornet.mail.tasks import send_due_mail, send_urgent_mail
from mentornet.models import OutboxMessage
from mentornet.tenancy.scope import in_institution, operations
from profiles.models import Institution
from profiles.sign_on.credentials.attempts import HOUR, Limit
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
# A Tuesday, in working hours in New York.
NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)


def fill(key: str, count: int, *, lane: Lane = Lane.BULK, institution=None, **more) -> None:
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            key=f"{key}:{number}",
            kind="greeting",
            recipient=f"{key}{number}@example.org",
            body_text="A word",
            institution=institution,
            lane=lane,
            **{"due_at": NOW, **more},
        )
        for number in range(count)
    )


def take(count: int, lanes: tuple[Lane, ...] = tuple(Lane)) -> list[str]:
    """The keys of the next *count* claims, the letters before the colon."""
    claims = claimed(lanes, clock=lambda: NOW)
    return [one.key.partition(":")[0] for one, _number in zip(claims, range(count), strict=False)]


def ring_of(key: str) -> Message:
    return Message(key=key, to="a@example.org", subject="Hello", template="activation", context={})


# Which lane -----------------------------------------------------------------------------------


def test_what_somebody_waits_for_is_urgent_what_goes_to_many_is_bulk(client):
    user = UserFactory(email="known@example.org")
    new = MembershipFactory(user__email="new@example.org", user__activated_at=None)
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/password/reset/", {"email": user.email})
    client.post(reverse("profiles:fresh_activation_link"), {"email": new.user.email})
    outbox.queue_message(
        key="one", to="a@example.org", subject="Hello", template="activation", context={}
    )
    queue_messages([ring_of(f"few:{number}") for number in range(outbox.FEW)])
    queue_messages([ring_of(f"many:{number}") for number in range(outbox.FEW + 1)])

    lanes = Counter(
        (row.lane, row.kind if row.lane == Lane.URGENT else row.key.partition(":")[0])
        for row in OutboxMessage.objects.all()
    )
    assert lanes == {
        (Lane.URGENT, "account:login_code"): 1,
        (Lane.URGENT, "account:password_reset_key"): 1,
        (Lane.URGENT, "activation"): 1,
        (Lane.STANDARD, "one"): 1,
        (Lane.STANDARD, "few"): outbox.FEW,
        (Lane.BULK, "many"): outbox.FEW + 1,
    }


@pytest.mark.parametrize(
    "door", ["/accounts/login/code/", "/accounts/password/reset/", "activation"]
)
def test_who_asks_for_mail_to_very_many_gets_ahead_of_nobody(door, monkeypatch):
    monkeypatch.setattr("profiles.sign_on.credentials.attempts.AHEAD", (Limit(2, HOUR),))
    inactive = {"user__activated_at": None} if door == "activation" else {}
    members = MembershipFactory.create_batch(4, **inactive)
    address = reverse("profiles:fresh_activation_link") if door == "activation" else door

    for one in members[:3]:
        Client().post(address, {"email": one.user.email}, REMOTE_ADDR="192.0.2.6")
    # Someone at another address meanwhile.
    Client().post(address, {"email": members[3].user.email}, REMOTE_ADDR="192.0.2.7")

    rows = OutboxMessage.objects.exclude(recipient="").values_list("recipient", "lane")
    urgent, later = Lane.URGENT, Lane.STANDARD
    lanes = zip((one.user.email for one in members), (urgent, urgent, later, urgent), strict=True)
    assert dict(rows) == dict(lanes)


def test_a_letter_for_working_hours_is_bulk():
    letter = Message(
        key="asked",
        to="a@example.org",
        subject="Hello",
        template="activation",
        context={},
        zone="Europe/Berlin",
    )
    queue_messages([letter])
    assert OutboxMessage.objects.get().lane == Lane.BULK


# What goes first ------------------------------------------------------------------------------


class Asking(EmailBackend):
    """While it takes the third message, someone asks for a code."""

    def send_messages(self, messages):
        if len(mail.outbox) == 2:
            fill("code", 1, lane=Lane.URGENT)
        return super().send_messages(messages)


def test_a_code_asked_for_meanwhile_goes_ahead_of_the_next_message_of_a_long_round(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Asking"
    fill("many", 200)
    assert send_due(now=NOW, limit=6) == 6
    assert [one.to[0][:4] for one in mail.outbox] == ["many"] * 3 + ["code"] + ["many"] * 2


def test_lanes_go_in_their_order():
    fill("bulk", 3)
    fill("standard", 2, lane=Lane.STANDARD)
    fill("urgent", 1, lane=Lane.URGENT)
    assert take(6) == ["urgent", "standard", "standard", "bulk", "bulk", "bulk"]


def test_the_urgent_worker_takes_nothing_else_and_the_other_one_takes_all():
    fill("bulk", 3, due_at=timezone.now())
    fill("standard", 1, lane=Lane.STANDARD, due_at=timezone.now())
    assert send_urgent_mail() == 0
    fill("code", 1, lane=Lane.URGENT, due_at=timezone.now())
    assert (send_urgent_mail(), mail.outbox[0].to) == (1, ["code0@example.org"])
    assert send_due_mail() == 4


def test_a_worker_in_the_middle_of_bulk_holds_one_message():
    fill("bulk", 20)
    first = next(claimed(tuple(Lane), clock=lambda: NOW))
    held = OutboxMessage.objects.exclude(claimed_until=None)
    assert [(one.pk, one.claimed_until) for one in held] == [(first.pk, NOW + LEASE)]


def test_each_lane_has_the_queue_that_the_deployment_names():
    routes = {task: route["queue"] for task, route in live.CELERY_TASK_ROUTES.items()}
    assert {lane: routes[outbox.TASKS[lane]] for lane in Lane} == {
        Lane.URGENT: "urgent",
        Lane.STANDARD: "mail",
        Lane.BULK: "mail",
    }
    assert set(outbox.TASKS.values()) <= set(app.tasks)
    compose = (live.BASE_DIR / "docker-compose.yml").read_text()
    assert "--queues urgent " in compose
    assert "--queues urgent,mail," in compose


# Each institution in its turn -----------------------------------------------------------------


def test_twenty_thousand_of_one_institution_delay_ten_of_another_by_ten():
    large, small = InstitutionFactory(), InstitutionFactory()
    fill("large", 2_000, institution=large, due_at=NOW - timedelta(hours=1))
    fill("small", 10, institution=small)
    fill("nobody", 3)
    order = take(33)
    # Three have their turns; the small ones are through after ten rounds at the latest.
    assert Counter(order[:9]) == {"large": 3, "small": 3, "nobody": 3}
    assert Counter(order) == {"large": 20, "small": 10, "nobody": 3}


def test_each_of_many_institutions_has_one_before_any_has_two():
    for number in range(25):
        fill(f"at{number}", 3, institution=InstitutionFactory())
    order = take(50)
    assert len(set(order[:25])) == len(set(order[25:])) == 25


def test_of_one_institution_the_oldest_goes_first():
    fill("new", 2, due_at=NOW - timedelta(minutes=1))
    fill("old", 1, due_at=NOW - timedelta(hours=1))
    fill("ahead", 1, due_at=NOW + timedelta(minutes=1))
    assert take(9) == ["old", "new", "new"]


def test_what_is_put_off_to_the_morning_is_put_off_in_sets(django_assert_num_queries):
    night = datetime(2026, 11, 24, 8, tzinfo=UTC)
    fill("asleep", 300, zone="America/New_York", due_at=night)
    # A look, a claim that comes too late, the three of a put-off in a savepoint, a claim that finds none.
    with django_assert_num_queries(8):
        assert send_due(now=night) == 0
    assert not OutboxMessage.objects.filter(due_at__lte=night).exists()


def test_what_is_for_working_hours_waits_for_the_day_after_a_holiday():
    thanksgiving = datetime(2026, 11, 26, 16, tzinfo=UTC)
    due = {"zone": "America/New_York", "due_at": thanksgiving}
    fill("here", 3, institution=InstitutionFactory(holiday_region="US"), **due)
    fill("abroad", 2, institution=InstitutionFactory(holiday_region="CA"), **due)
    fill("code", 1, institution=InstitutionFactory(holiday_region="US"), due_at=thanksgiving)

    assert send_due(now=thanksgiving) == 3
    waiting = OutboxMessage.objects.filter(state=State.PENDING)
    assert {one.key[:4] for one in waiting} == {"here"}
    assert {one.due_at.date().isoformat() for one in waiting} == {"2026-11-27"}
    assert send_due(now=thanksgiving + timedelta(days=4)) == 3


def test_a_zone_that_is_no_more_keeps_nothing_from_going():
    fill("odd", 1, zone="Mars/Olympus")
    fill("next", 1)
    assert send_due(now=NOW) == 2


# One message's fault --------------------------------------------------------------------------


class Name:
    """Someone whose name cannot be written."""

    def __str__(self) -> str:
        raise ValueError("secret words of theirs")


def test_a_letter_that_cannot_be_rendered_fails_alone(settings, tmp_path, unrendered_mail):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "greeting.txt").write_text("Hello {{ name }}")
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path, *first["DIRS"]]}, *others]
    names = ["Ann", Name(), "Cy\x00"]
    queue_messages(
        [
            Message(
                key=f"hello:{number}",
                to=f"p{number}@example.org",
                subject="Hello",
                template="greeting",
                context={"name": name},
            )
            for number, name in enumerate(names)
        ]
    )

    failed = OutboxMessage.objects.get(state=State.FAILED)
    assert failed.key == "hello:1"
    assert failed.last_error.startswith("Not rendered: ValueError in test_lanes.py:")
    assert "secret" not in str(OutboxMessage.objects.filter(pk=failed.pk).values())
    assert (failed.recipient, failed.recipient_mark) == ("", outbox.mark_of("p1@example.org"))
    assert send_due() == 2
    assert [one.body for one in mail.outbox] == ["Hello Ann", "Hello Cy"]
    # There is nothing to try again; whoever looks for what was sent there finds why it was not.
    assert outbox.try_again(OutboxMessage.objects.all()) == 0
    assert unrendered_mail.pop().startswith("Message ")


def test_a_message_cancelled_while_another_is_handed_over_is_not_sent(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Cancelling"
    fill("sent", 1, due_at=NOW - timedelta(hours=1))
    fill("off", 20)
    assert send_due(now=NOW) == 1
    assert [one.to for one in mail.outbox] == [["sent0@example.org"]]
    assert OutboxMessage.objects.filter(state=State.CANCELLED).count() == 20


class Cancelling(EmailBackend):
    """While it takes the first message, the rest is called off."""

    def send_messages(self, messages):
        cancel("off:")
        return super().send_messages(messages)


def test_a_message_cancelled_while_it_fails_stays_cancelled(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    fill("off", 1)
    assert send_due(now=NOW) == 0
    row = OutboxMessage.objects.get()
    assert (row.state, row.body_text, row.recipient) == (State.CANCELLED, "", "")


class Refusing(EmailBackend):
    """It refuses a message that is called off meanwhile."""

    def send_messages(self, messages):
        cancel("off:")
        raise OSError("550 no such person")


def test_a_message_that_kills_its_workers_fails_and_the_next_one_goes():
    fill("poison", 1, due_at=NOW - timedelta(hours=1))
    fill("next", 1)
    for number in range(MAX_ATTEMPTS):
        later = NOW + number * 2 * LEASE
        assert next(claimed([Lane.BULK], clock=lambda at=later: at)).key == "poison:0"
    assert send_due(now=NOW + 2 * MAX_ATTEMPTS * LEASE) == 1
    row = OutboxMessage.objects.get(key="poison:0")
    assert (row.state, row.last_error, row.attempts) == (State.FAILED, KILLED, MAX_ATTEMPTS + 1)


def test_a_server_that_goes_away_in_the_middle_costs_no_further_message_a_try(settings):
    settings.EMAIL_BACKEND = f"{__name__}.GoingAway"
    fill("one", 5)
    assert send_due(now=NOW) == 1
    tried = OutboxMessage.objects.filter(state=State.PENDING).values_list("attempts", flat=True)
    assert sorted(tried) == [0, 0, 0, 1]


class GoingAway(EmailBackend):
    """It takes one message, drops the line at the second, and is not to be reached from then on."""

    def open(self):
        if getattr(mail, "outbox", []) and not self.__class__.is_up:
            raise ConnectionRefusedError("no")
        return super().open() if hasattr(super(), "open") else None

    is_up = True

    def send_messages(self, messages):
        if len(mail.outbox) == 1:
            type(self).is_up = False
            raise ConnectionResetError("gone")
        return super().send_messages(messages)


# What it costs --------------------------------------------------------------------------------


def test_many_acts_of_one_transaction_ring_once(monkeypatch, django_capture_on_commit_callbacks):
    rung: list[str] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda task, **kwargs: rung.append(task))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for number in range(50):
            queue_messages([ring_of(f"one:{number}")])
        with pytest.raises(ValueError, match="changed my mind"), transaction.atomic():
            wake.enqueue_on_commit("other.task", 1)
            raise ValueError("changed my mind")
        wake.enqueue_on_commit("other.task", 1)
        wake.enqueue_on_commit("other.task", 2)
    assert rung == ["mentornet.tasks.send_due_mail", "other.task", "other.task"]


def test_a_thousand_letters_are_one_statement(django_assert_num_queries):
    letters = [ring_of(f"many:{number}") for number in range(2_500)]
    with django_assert_num_queries(3):
        queue_messages(letters)
    assert OutboxMessage.objects.count() == 2_500


@pytest.fixture
def crowd() -> Institution:
    """An institution with much that waits."""
    here = InstitutionFactory()
    fill("survey-open", 20_000, institution=here)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mentornet_outboxmessage")
    return here


@pytest.mark.long
def test_finding_what_is_cancelled_and_what_is_next_uses_an_index(crowd):
    plans: list[str] = []

    def explain(execute, sql, params, many, context):
        scope, _end, statement = sql.rpartition("'; ")
        if statement.strip().startswith(("UPDATE", "SELECT")):
            plain = context["cursor"].cursor
            plain.execute(f"{scope}'; EXPLAIN {statement}", params)
            plans.append("\n".join(line for (line,) in plain.fetchall()))
        return execute(sql, params, many, context)

    with in_institution(crowd.pk), connection.execute_wrapper(explain):
        assert cancel("survey-open:77") == 111
    assert ["outbox_waiting_key" in one for one in plans] == [True]

    plans.clear()
    with operations(), connection.execute_wrapper(explain):
        assert next(claimed(tuple(Lane), clock=lambda: NOW)).key.startswith("survey-open:")
    [claim] = plans
    assert claim.count("outbox_turn") == 2 * len(Lane)
    assert "Seq Scan on mentornet_outboxmessage" not in claim
