"""What a message said, and to whom, is nowhere once it is sent or given up."""

from datetime import timedelta
from itertools import count

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from evaluations.home.my_data.domain.kinds import export
from mentornet.mail import outbox
from mentornet.mail.retention import clear_ended
from mentornet.mail.tasks import clear_ended_mail
from mentornet.models import OutboxMessage
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
SECRET = "a-secret-that-must-go"
TO = "ada@school.example"
keys = count()


class RefusingBackend(EmailBackend):
    """A mail server that says whom it refuses."""

    def send_messages(self, messages):
        raise OSError(f"550 no such person: {messages[0].to}")


def row(state: str = State.PENDING, **more) -> OutboxMessage:
    """A message all of whose parts say something."""
    fields = {
        "key": f"key:{next(keys)}",
        "kind": "greeting",
        "recipient": TO,
        "recipient_mark": outbox.mark_of(TO),
        "subject": SECRET,
        "body_text": SECRET,
        "body_html": SECRET,
        "headers": {"X-Secret": SECRET},
        "calendar": f"METHOD:PUBLISH {SECRET}",
        "due_at": timezone.now(),
    }
    return OutboxMessage.objects.create(state=state, **fields | more)


def left_of(message: OutboxMessage) -> str:
    """Everything that the table still has of it."""
    return str(OutboxMessage.objects.filter(pk=message.pk).values().get())


def test_sent_message_keeps_kind_times_and_state():
    message = row()

    assert outbox.send_due() == 1

    assert SECRET in mail.outbox[0].body
    kept = OutboxMessage.objects.filter(pk=message.pk).values().get()
    assert (SECRET in str(kept), TO in str(kept)) == (False, False)
    assert (kept["kind"], kept["state"], kept["created_at"]) == (
        "greeting",
        "sent",
        message.created_at,
    )
    assert kept["sent_at"] is not None


def test_clearing_costs_no_statement_of_its_own(django_assert_num_queries):
    row()
    # A look, a claim, the mark of the one message, and a claim that finds none.
    with django_assert_num_queries(4):
        outbox.send_due()


def test_cancelled_message_says_nothing_at_once():
    by_key, by_kind = row(key="off:1"), row(kind="survey")
    outbox.cancel("off:")
    outbox.cancel_optional("survey", TO)
    for message in (by_key, by_kind):
        left = left_of(message)
        assert ("cancelled" in left, SECRET in left, TO in left) == (True, False, False)


def test_failing_message_keeps_what_it_says_and_the_log_has_no_address(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    message = row()
    outbox.send_due()
    message.refresh_from_db()
    assert (message.recipient, message.body_text) == (TO, SECRET)
    assert message.last_error == f"OSError: 550 no such person: ['{TO}']"
    assert str(message.pk) in caplog.text
    assert (TO in caplog.text, message.key in caplog.text) == (False, False)


def test_failed_message_is_cleared_after_fourteen_days():
    error = {"last_error": f"SMTPRecipientsRefused: {TO}"}
    fresh = row(State.FAILED, due_at=timezone.now() - timedelta(days=13), **error)
    old = row(State.FAILED, due_at=timezone.now() - timedelta(days=15), **error)

    assert clear_ended_mail() == 1

    assert SECRET in left_of(fresh)
    left = left_of(old)
    assert (SECRET in left, TO in left, "SMTPRecipientsRefused" in left) == (False, False, True)
    # There is nothing left of it that could be sent.
    assert outbox.try_again(OutboxMessage.objects.all()) == 1
    old.refresh_from_db()
    assert old.state == State.FAILED


def test_messages_sent_before_are_cleared_in_batches_and_stay_findable():
    for _one in range(2):
        row(State.SENT, recipient_mark="")
    row(State.CANCELLED, recipient_mark="")
    waiting = row()

    assert [clear_ended(size=2) for _run in range(3)] == [2, 1, 0]

    waiting.refresh_from_db()
    assert waiting.body_text == SECRET
    ended = OutboxMessage.objects.exclude(pk=waiting.pk)
    assert SECRET not in str(list(ended.values()))
    assert ended.filter(recipient_mark=outbox.mark_of(TO.upper())).count() == 3


def test_confidential_message_tells_the_outbox_neither_its_matter_nor_its_hour():
    message = outbox.queue_message(
        key="concern-answer-4711",
        to=TO,
        subject="You have a new message",
        template="message_waiting",
        context={"link": "/x/"},
        confidential=True,
    )
    assert message.kind == "message"
    assert (message.key[:8], "concern" in message.key, "4711" in message.key) == (
        "message:",
        False,
        False,
    )
    again = outbox.queue_message(
        key="concern-answer-4711",
        to=TO,
        subject="Another",
        template="message_waiting",
        context={},
        confidential=True,
    )
    assert again == message

    outbox.send_due()

    message.refresh_from_db()
    times = (message.created_at, message.sent_at, message.due_at)
    assert [(one.hour, one.minute, one.second, one.microsecond) for one in times] == [
        (0, 0, 0, 0)
    ] * 3


def test_operator_finds_by_a_whole_address_and_by_no_part_of_one(client):
    row()
    outbox.send_due()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:mentornet_outboxmessage_changelist")

    def found(term: str) -> int:
        return client.get(address, {"q": term}).context["cl"].result_count

    assert [found(term) for term in (TO, TO.upper(), "ada@", "@school.example", "ada")] == [
        1,
        1,
        0,
        0,
        0,
    ]
    page = client.get(address, {"q": TO}).content.decode()
    assert (SECRET in page, page.count(TO)) == (False, 1)  # what was typed


def test_own_data_names_what_was_sent_and_holds_no_link():
    member = MembershipFactory(user__email=TO)
    row()
    outbox.send_due()
    row(subject="Waiting", calendar="")
    row(recipient="other@school.example", recipient_mark=outbox.mark_of("other@school.example"))

    mails = export(member)["mails"]

    assert sorted(one.get("subject", "") for one in mails) == ["", "Waiting"]
    assert SECRET not in str(mails)
