"""Mails that are made to harm: strangers' are not even read, one's own ends in a word, and nobody waits."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from evaluations.models import Meeting, MeetingAnswer
from mentornet.mail.models import InboundMessage
from mentornet.mail.tasks import read_mailbox
from mentornet.models import OutboxMessage
from profiles.models import Membership
from tests.evaluations.meetings.domain.test_answers import (  # noqa: F401
    _inbound,
    meeting,
    outcomes,
    posted,
    reply,
    said,
    tie,
)
from tests.evaluations.meetings.domain.test_lifecycle import ahead, plan
from tests.factories import TieFactory
from tests.support.imap import mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.inbound_urls")]

HARMLESS = "line ends that lead nowhere"
ENDLESS = {
    "a zone that changes each second": lambda text: text.replace("FREQ=YEARLY", "FREQ=SECONDLY"),
    "one that changes each second, folded": lambda text: text.replace("YEARLY", "\r\n SECONDLY"),
    "one that never goes on": lambda text: text.replace("INTERVAL=1;", "INTERVAL=0;"),
    "each second of a year": lambda text: text.replace("BYMONTH=3", "BYMONTH=3;BYSECOND=1,2"),
    "two hundred answers": lambda text: re.sub(
        r"(BEGIN:VEVENT.*END:VEVENT\r\n)", lambda found: found[1] * 200, text, flags=re.DOTALL
    ),
    "objects in objects": lambda text: text.replace(
        "BEGIN:VEVENT", "BEGIN:VEVENT\r\n" * 5000 + "BEGIN:VEVENT"
    ),
    HARMLESS: lambda text: text.replace("SUMMARY", "X-A:B" + "\r" * 200_000 + "X-C:D\r\nSUMMARY"),
}


@pytest.mark.parametrize("how", ENDLESS)
def test_what_would_take_for_ever_is_not_worked_out(tie, meeting, how) -> None:  # noqa: F811
    mail = reply(tie.mentor, meeting, maker="Outlook", alter=ENDLESS[how])

    assert posted(mail) == 200

    answer = ("accepted", ["answered"]) if how == HARMLESS else ("", ["unreadable"])
    assert (said(meeting, tie.mentor), outcomes()) == answer


def test_what_strangers_send_is_not_read(tie, meeting) -> None:  # noqa: F811
    alter = ENDLESS["a zone that changes each second"]
    nobody = f"calendar+{'a' * 52}@mentornet.example.org"

    posted(reply(tie.mentor, meeting, maker="Outlook", alter=alter, to=nobody))
    posted(reply(tie.mentor, meeting, maker="Outlook", alter=alter, sender="a@example.com"))

    assert outcomes() == ["unknown_address", "other_sender"]


def test_of_many_answers_to_one_meeting_in_a_mail_the_last_is_told(tie, meeting) -> None:  # noqa: F811
    def alter(text: str) -> str:
        event = re.search(r"BEGIN:VEVENT.*END:VEVENT\r\n", text, flags=re.DOTALL)
        assert event
        more = [
            re.sub(r"DTSTAMP:\S+", f"DTSTAMP:20200101T0000{number:02d}Z", event[0])
            for number in range(10)
        ]
        return text.replace(event[0], "".join(more) + event[0])

    posted(reply(tie.mentor, meeting, "DECLINED", alter=alter))

    told = OutboxMessage.objects.filter(kind="meeting_answered")
    assert (said(meeting, tie.mentor), told.count()) == ("declined", 1)


def test_a_zone_of_ones_own_making_is_nobody_else_s(tie, meeting) -> None:  # noqa: F811
    other = TieFactory()
    theirs = plan(other, other.protege, ahead())

    for member, row, east in ((tie.mentor, meeting, "+0900"), (other.mentor, theirs, "-0300")):
        ask_for_another(member, row, east)

    rows = MeetingAnswer.objects.exclude(proposed_at=None)
    first, second = (rows.get(meeting=one) for one in (meeting, theirs))
    assert second.proposed_at - first.proposed_at == timedelta(hours=12)


def ask_for_another(member: Membership, row: Meeting, offset: str) -> None:
    def alter(text: str) -> str:
        text = text.replace("Eastern Standard Time", "Customized Time Zone")
        return re.sub(r"(TZOFFSET\w+):[-+]\d{4}", rf"\1:{offset}", text)

    moment = row.starts_at + timedelta(days=1)
    posted(
        reply(
            member, row, "TENTATIVE", maker="Outlook", method="COUNTER", starts_at=moment,
            message_id=f"<{offset}@example.org>", alter=alter,
        )
    )  # fmt: skip


POISON = {
    "comments in comments": b"To: " + b"(" * 20_000 + b"\r\nMessage-ID: <1@example.org>\r\n\r\nA",
    "an id of comments": b"To: a@example.org\r\nMessage-ID: <" + b"(" * 20_000 + b"\r\n\r\nA",
    "no id, and letters of no kind": b"To: \xff\xfe\r\nSubject: \xff\r\n\r\n\xff\xfe",
    "parts in parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number)
        for number in range(3000)
    ),
    "a charset of nobody": (
        b"To: calendar@mentornet.example.org\r\n"
        b"Content-Type: text/calendar; charset*=\xff''\xff; name*=x''%ff\r\n\r\nBEGIN:VCALENDAR"
    ),
}


@pytest.mark.parametrize("how", POISON)
def test_a_mail_that_cannot_be_read_stops_none_behind_it(how, settings) -> None:
    with mailbox() as box:
        settings.INBOUND_IMAP_URL = box.url
        box.put(POISON[how])
        box.put(b"To: a@example.org\r\nMessage-ID: <2@example.org>\r\n\r\nHello\r\n")

        for _try in range(5):
            read_mailbox()

        assert [r"\Seen" in box.flags[number] for number in (1, 2)] == [True, True]
    assert InboundMessage.objects.filter(outcome="unknown_address").exists()
