"""Mail in our mailbox: each is taken once, and one that goes wrong stops no other."""

from __future__ import annotations

import imaplib

import pytest

from mentornet.mail.inbound import receive as receiving
from mentornet.mail.models import InboundMessage
from mentornet.mail.tasks import purge_inbound, read_mailbox
from tests.support.imap import mailbox

pytestmark = pytest.mark.django_db


def mail(number: int, to: str = "calendar@mentornet.example.org") -> bytes:
    return (
        f"From: Ana <ana@example.org>\r\nTo: {to}\r\nMessage-ID: <{number}@example.org>\r\n\r\nHello\r\n"
    ).encode()


@pytest.fixture
def box(settings):
    with mailbox() as server:
        settings.INBOUND_ADDRESS = "calendar@mentornet.example.org"
        settings.INBOUND_IMAP_URL = server.url
        yield server


def test_unseen_mail_is_taken_and_marked(box) -> None:
    for number in range(3):
        box.put(mail(number))
    box.flags[2].add(r"\Seen")

    assert (read_mailbox(), read_mailbox()) == (2, 0)

    assert [sorted(one) for one in box.flags.values()] == [[r"\Seen"]] * 3
    assert list(InboundMessage.objects.values_list("outcome", flat=True)) == ["unknown_address"] * 2


def test_one_that_goes_wrong_is_tried_again_and_then_flagged(box, monkeypatch) -> None:
    box.put(mail(1))
    box.put(mail(2))
    real = receiving._take

    def take(message, tokens):
        if "<1@" in message["Message-ID"]:
            raise RuntimeError("It is broken.")
        return real(message, tokens)

    monkeypatch.setattr(receiving, "_take", take)

    taken = [read_mailbox() for _try in range(6)]

    assert taken == [1, 0, 0, 0, 0, 0]
    assert (sorted(box.flags[1]), sorted(box.flags[2])) == ([r"\Flagged", r"\Seen"], [r"\Seen"])
    states = InboundMessage.objects.order_by("-attempts").values_list("outcome", "attempts")
    assert list(states) == [("failed", 5), ("unknown_address", 0)]


def test_a_mail_that_is_too_large_is_left_for_a_person(box, monkeypatch) -> None:
    monkeypatch.setattr("mentornet.mail.inbound.mailbox.LARGEST", 50)
    box.put(mail(1))

    assert read_mailbox() == 0

    assert sorted(box.flags[1]) == [r"\Flagged", r"\Seen"]
    assert not any("BODY" in command for command in box.commands)


def test_a_wrong_password_is_an_error_and_no_mailbox_is_none(box, settings) -> None:
    settings.INBOUND_IMAP_URL = box.url.replace("s3cret", "guessed")
    with pytest.raises(imaplib.IMAP4.error):
        read_mailbox()

    settings.INBOUND_IMAP_URL = ""
    assert read_mailbox() == 0


def test_what_was_taken_long_ago_is_forgotten(box) -> None:
    box.put(mail(1))
    box.put(mail(2))
    read_mailbox()
    old = InboundMessage.objects.first()
    InboundMessage.objects.filter(pk=old.pk).update(
        received_at=old.received_at - receiving.KEPT * 2
    )

    assert (purge_inbound(), InboundMessage.objects.count()) == (1, 1)
