"""What calendars answer to invitations: believed from the person alone, and shown to whom it concerns."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.mime.text import MIMEText
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.meetings.domain.lifecycle import move_meeting
from evaluations.models import Meeting, MeetingAnswer
from evaluations.sessions.schedule.domain.planning import plan_sessions
from mentornet.mail import links
from mentornet.mail.inbound.addresses import reply_addresses
from mentornet.mail.models import InboundMessage
from mentornet.models import OutboxMessage
from networks.models import Tie
from profiles.models import Membership
from tests.evaluations.meetings.domain.test_lifecycle import ahead, client_of, plan
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory, TieFactory
from tests.support.replies import outlook_alone, reply_mail, reply_text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.inbound_urls")]
NEW_YORK = ZoneInfo("America/New_York")
SECRET = "service:0123456789abcdefghij"
KEY = "mailgun-signs-with-this"


@pytest.fixture(autouse=True)
def _inbound(settings) -> None:
    settings.INBOUND_ADDRESS = "calendar@mentornet.example.org"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


@pytest.fixture
def tie() -> Tie:
    return TieFactory()


@pytest.fixture
def meeting(tie) -> Meeting:
    """Planned by the mentee; the mentor is asked."""
    return plan(tie, tie.protege, ahead(), place="Room 4")


def asked(member: Membership, kind: str = "meeting_planned") -> str:
    """The address to which *member*'s calendar answers their invitation."""
    sent = OutboxMessage.objects.filter(kind=kind, recipient=member.user.email).latest("created_at")
    event = Calendar.from_ical(sent.calendar).walk("VEVENT")[0]
    return str(event["ORGANIZER"]).removeprefix("mailto:")


def posted(mail: Message, *, secret: str = SECRET, recipient: str = "") -> int:
    """Hand *mail* to us as Postmark does; the status it gets."""
    token = base64.b64encode(secret.encode()).decode()
    answer = Client(raise_request_exception=False).post(
        "/anymail/postmark/inbound/",
        json.dumps({"RawEmail": mail.as_string(), "Headers": []}),
        content_type="application/json",
        headers={"Authorization": f"Basic {token}"},
    )
    return answer.status_code


def reply(
    member: Membership,
    row: Meeting,
    partstat: str = "ACCEPTED",
    *,
    maker: str = "Google",
    to: str = "",
    sender: str = "",
    email: str = "",
    uid: str = "",
    starts_at: datetime | None = None,
    stamp: datetime | None = None,
    sequence: int | None = None,
    message_id: str = "<1@example.org>",
    said_by: str = "both",
    method: str = "REPLY",
    recurrence: str = "",
    alter: Callable[[str], str] = str,
) -> Message:
    start = (starts_at or row.starts_at).astimezone(NEW_YORK)
    end = start + timedelta(minutes=row.minutes)
    to = to or reply_addresses([member])[member.pk]
    text = reply_text(
        maker,
        method=method,
        partstat=partstat,
        name=member.name,
        email=email or member.user.email,
        organizer=to,
        uid=uid or row.calendar_uid,
        start=f"{start:%Y%m%dT%H%M%S}",
        end=f"{end:%Y%m%dT%H%M%S}",
        utc_start=f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        utc_end=f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        stamp=f"{(stamp or timezone.now() + timedelta(seconds=1)).astimezone(UTC):%Y%m%dT%H%M%SZ}",
        sequence=row.sequence if sequence is None else sequence,
        recurrence=recurrence,
    )
    return reply_mail(
        maker,
        alter(text),
        sender=sender or member.user.email,
        to=to,
        message_id=message_id,
        method=method,
        said_by=said_by,
    )


def said(row: Meeting, member: Membership) -> str:
    found = MeetingAnswer.objects.filter(meeting=row, member=member, sequence__gte=row.sequence)
    return ", ".join(found.values_list("answer", flat=True))


def outcomes() -> list[str]:
    return list(InboundMessage.objects.order_by("received_at").values_list("outcome", flat=True))


def page(member: Membership, row: Meeting) -> str:
    return client_of(member).get(reverse("evaluations:meeting", args=[row.pk])).content.decode()


# Answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("maker", "partstat", "said_by"),
    [
        ("Outlook", "ACCEPTED", "both"),
        ("Outlook", "DECLINED", "part"),
        ("Google", "TENTATIVE", "object"),
        ("Google", "DECLINED", "both"),
        ("Apple", "ACCEPTED", "part"),
        ("Apple", "TENTATIVE", "object"),
    ],
)
def test_an_answer_of_each_calendar_is_shown_to_both(
    tie, meeting, maker, partstat, said_by
) -> None:
    assert said(meeting, tie.mentor) == ""
    mail = reply(tie.mentor, meeting, partstat, maker=maker, said_by=said_by, to=asked(tie.mentor))

    assert posted(mail) == 200

    assert (said(meeting, tie.mentor), outcomes()) == (partstat.lower(), ["answered"])
    assert partstat.title() in page(tie.protege, meeting)
    relationship = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert partstat.title() in relationship.content.decode()
    told = OutboxMessage.objects.filter(kind="meeting_answered").values_list("recipient", flat=True)
    assert list(told) == ([tie.protege.user.email] if partstat == "DECLINED" else [])


@pytest.mark.parametrize("maker", ["Outlook", "Google"])
def test_another_time_that_is_asked_for_can_be_taken(tie, meeting, maker) -> None:
    later = meeting.starts_at + timedelta(days=1, hours=2)
    mail = reply(tie.mentor, meeting, "TENTATIVE", maker=maker, method="COUNTER", starts_at=later)

    posted(mail)

    answer = MeetingAnswer.objects.get(member=tie.mentor)
    assert (answer.answer, answer.proposed_at, answer.proposed_minutes) == ("tentative", later, 60)
    told = OutboxMessage.objects.get(kind="meeting_answered")
    assert "suggests another time" in told.subject
    assert told.headers["Reply-To"].endswith(f"<{tie.mentor.user.email}>")
    address = reverse("evaluations:meeting_move", args=[meeting.pk]) + f"?proposal={answer.pk}"
    assert address in page(tie.protege, meeting)
    form = client_of(tie.protege).get(address)
    assert form.context["form"]["starts_at"].initial == later
    # The meeting stays where it is until somebody moves it.
    meeting.refresh_from_db()
    assert meeting.starts_at != later


def test_who_plans_comes_and_who_is_asked_is_asked_again_after_a_move(tie, meeting) -> None:
    posted(reply(tie.mentor, meeting, "ACCEPTED"))
    assert (said(meeting, tie.protege), said(meeting, tie.mentor)) == ("accepted", "accepted")

    moved = move_meeting(
        meeting,
        by=tie.protege,
        starts_at=meeting.starts_at + timedelta(days=1),
        minutes=60,
        mode="",
        place="",
    )

    assert (said(moved, tie.protege), said(moved, tie.mentor)) == ("accepted", "")
    sent = OutboxMessage.objects.get(kind="meeting_moved", recipient=tie.mentor.user.email)
    attendees = Calendar.from_ical(sent.calendar).walk("VEVENT")[0]["ATTENDEE"]
    answers = {str(one): one.params["PARTSTAT"] for one in attendees}
    assert answers[f"mailto:{tie.mentor.user.email}"] == "NEEDS-ACTION"


def test_the_later_answer_counts_whichever_comes_first(tie, meeting) -> None:
    now = timezone.now()
    posted(
        reply(tie.mentor, meeting, "DECLINED", stamp=now + timedelta(seconds=1), message_id="<2@x>")
    )
    posted(
        reply(tie.mentor, meeting, "ACCEPTED", stamp=now - timedelta(hours=1), message_id="<1@x>")
    )

    assert (said(meeting, tie.mentor), outcomes()) == ("declined", ["answered", "out_of_date"])


def test_an_answer_to_an_earlier_revision_or_a_meeting_that_is_over_counts_no_more(
    tie, meeting
) -> None:
    Meeting.objects.update(sequence=2)
    posted(reply(tie.mentor, meeting, sequence=1, message_id="<1@x>"))
    Meeting.objects.update(state=Meeting.State.CANCELLED)
    posted(reply(tie.mentor, meeting, sequence=2, message_id="<2@x>"))
    Meeting.objects.update(state="planned", starts_at=timezone.now() - timedelta(hours=1))
    posted(reply(tie.mentor, meeting, sequence=2, message_id="<3@x>"))

    assert said(Meeting.objects.get(), tie.mentor) == ""
    assert outcomes() == ["out_of_date"] * 3


def test_a_mail_is_taken_once(tie, meeting) -> None:
    mail = reply(tie.mentor, meeting, "DECLINED")
    posted(mail)
    MeetingAnswer.objects.filter(member=tie.mentor).update(answer="accepted")

    assert posted(mail) == 200

    assert (said(meeting, tie.mentor), outcomes()) == ("accepted", ["answered"])


def test_a_meeting_of_before_keeps_its_name(tie, meeting, settings) -> None:
    """It was mailed under a name that ends in the site's address, by code that kept none."""
    Meeting.objects.update(uid="")
    meeting.refresh_from_db()
    assert meeting.calendar_uid == f"meeting-{meeting.pk}@localhost:8000"

    posted(reply(tie.mentor, meeting))

    assert said(meeting, tie.mentor) == "accepted"


# Series and groups ----------------------------------------------------------------------------


def test_a_series_is_answered_whole_or_one_by_one_and_a_leader_sees_who_comes() -> None:
    group = PeerGroupFactory()
    lead = GroupMemberFactory(group=group, part="facilitator").member
    ann, ben = (GroupMemberFactory(group=group).member for _ in range(2))
    first = timezone.now().replace(microsecond=0) + timedelta(days=10)
    rows = plan_sessions(group, by=lead, first=first, minutes=60, every_weeks=2, count=3)
    OutboxMessage.objects.all().delete()

    posted(reply(ann, rows[0], "ACCEPTED", message_id="<1@x>"))
    second = rows[1].original_at.astimezone(UTC)
    recurrence = f"RECURRENCE-ID:{second:%Y%m%dT%H%M%SZ}\n"
    posted(reply(ann, rows[1], "DECLINED", recurrence=recurrence, message_id="<2@x>"))
    # Which of three is meant by another time, nobody can say.
    posted(reply(ben, rows[0], "TENTATIVE", method="COUNTER", starts_at=first + timedelta(hours=1)))

    assert [said(one, ann) for one in rows] == ["accepted", "declined", "accepted"]
    assert [said(one, ben) for one in rows] == ["", "", ""]
    told = OutboxMessage.objects.filter(kind="meeting_answered").values_list("recipient", flat=True)
    assert list(told) == [lead.user.email]
    assert "Declined" in page(lead, rows[1])
    assert "Declined" in page(ann, rows[1])
    assert "Declined" not in page(ben, rows[1])


# Forgeries ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ("another mailbox", "other_sender"),
        ("another attendee", "other_sender"),
        ("own address, another's name", "other_sender"),
        ("two senders", "other_sender"),
        ("a made-up secret", "unknown_address"),
        ("no secret", "unknown_address"),
        ("another installation", "unknown_address"),
        ("a revoked secret", "unknown_address"),
        ("a stranger's meeting", "out_of_date"),
        ("a made-up meeting", "out_of_date"),
    ],
)
def test_nobody_answers_for_somebody_else(tie, meeting, how, outcome) -> None:
    mentor, thief = tie.mentor, MembershipFactory(institution=tie.institution)
    known = asked(mentor)
    own = reply_addresses([thief])[thief.pk]
    name, _plus, rest = known.partition("+")
    mail = {
        "another mailbox": lambda: reply(mentor, meeting, to=known, sender=thief.user.email),
        "another attendee": lambda: reply(mentor, meeting, to=known, email=thief.user.email),
        "own address, another's name": lambda: reply(mentor, meeting, to=own),
        "two senders": lambda: reply(
            mentor, meeting, to=known, sender=f"{mentor.user.email}>, Thief <{thief.user.email}"
        ),
        "a made-up secret": lambda: reply(mentor, meeting, to=f"{name}+{'a' * 52}@{rest[53:]}"),
        "no secret": lambda: reply(mentor, meeting, to=f"{name}@{rest[53:]}"),
        "another installation": lambda: reply(
            mentor, meeting, to=known.replace("mentornet", "other")
        ),
        "a revoked secret": lambda: reply(mentor, meeting, to=known),
        "a stranger's meeting": lambda: reply(thief, meeting),
        "a made-up meeting": lambda: reply(mentor, meeting, uid="no-such-meeting"),
    }[how]()
    if how == "a revoked secret":
        links.revoke(holder=mentor)

    assert posted(mail) == 200

    assert (said(meeting, mentor), outcomes()) == ("", [outcome])
    assert list(MeetingAnswer.objects.values_list("member", flat=True)) == [tie.protege_id]


def test_an_address_in_capitals_is_the_same(tie, meeting) -> None:
    known = asked(tie.mentor)

    posted(reply(tie.mentor, meeting, to=known.upper(), sender=tie.mentor.user.email.upper()))

    assert said(meeting, tie.mentor) == "accepted"


def test_who_has_left_answers_nothing(tie, meeting) -> None:
    mail = reply(tie.mentor, meeting)
    Membership.objects.filter(pk=tie.mentor.pk).update(end_date=timezone.localdate())

    posted(mail)

    assert (said(meeting, tie.mentor), outcomes()) == ("", ["unknown_address"])


def test_a_service_that_does_not_show_its_secret_is_refused(tie, meeting) -> None:
    mail = reply(tie.mentor, meeting)

    assert posted(mail, secret="service:guessed") == 400

    assert (said(meeting, tie.mentor), outcomes()) == ("", [])


@pytest.mark.parametrize(
    ("key", "status", "answer"), [(KEY, 200, "accepted"), ("guessed", 400, "")]
)
def test_what_mailgun_signs_is_checked(tie, meeting, key, status, answer) -> None:
    mail, stamp, token = reply(tie.mentor, meeting), str(int(timezone.now().timestamp())), "a" * 50
    signature = hmac.new(key.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    signed = base64.b64encode(SECRET.encode()).decode()

    got = Client(raise_request_exception=False).post(
        "/anymail/mailgun/inbound_mime/",
        {
            "timestamp": stamp,
            "token": token,
            "signature": signature,
            "sender": tie.mentor.user.email,
            "recipient": mail["To"],
            "body-mime": mail.as_string(),
        },
        headers={"Authorization": f"Basic {signed}"},
    )

    assert (got.status_code, said(meeting, tie.mentor)) == (status, answer)


# Dirty input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("METHOD:REPLY", "METHOD:REQUEST", "no_answer"),
        ("METHOD:REPLY", "METHOD:PUBLISH", "no_answer"),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION", "out_of_date"),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED", "out_of_date"),
        ("END:VEVENT", "BEGIN:VEVENT", "unreadable"),
        ("UID:", "X-UID:", "unreadable"),
        ("ATTENDEE;", "X-ATTENDEE;", "unreadable"),
        ("SEQUENCE:0", "SEQUENCE:many", "unreadable"),
        ("SEQUENCE:0", "SEQUENCE:-1", "out_of_date"),
        ("SEQUENCE:0", f"SEQUENCE:{'9' * 5000}", "unreadable"),
        ("BEGIN:VCALENDAR", "HELLO", "unreadable"),
        ("SEQUENCE:", "RECURRENCE-ID;VALUE=DATE:20270101\r\nSEQUENCE:", "unreadable"),
        ("UID:", "UID:\0", "answered"),
    ],
)
def test_what_cannot_be_read_as_an_answer_is_left_alone(
    tie, meeting, before, after, outcome
) -> None:
    mail = reply(tie.mentor, meeting, alter=lambda text: text.replace(before, after))

    assert posted(mail) == 200

    assert outcomes() == [outcome]
    assert said(meeting, tie.mentor) == ("accepted" if outcome == "answered" else "")


def test_a_mail_without_a_calendar_and_one_for_outlook_alone_are_left_alone(tie, meeting) -> None:
    member, to = tie.mentor, asked(tie.mentor)
    plain = MIMEText("See you there!")
    plain["From"], plain["To"], plain["Message-ID"] = member.user.email, to, "<1@example.org>"

    for mail in (plain, outlook_alone(sender=member.user.email, to=to)):
        assert posted(mail) == 200

    assert (said(meeting, member), outcomes()) == ("", ["no_answer", "unreadable"])


@pytest.mark.parametrize(
    "change", [{"days": -30}, {"days": 800}, {"days": 0}], ids=["past", "far", "the same"]
)
def test_a_time_that_no_meeting_can_have_is_not_proposed(tie, meeting, change) -> None:
    when = meeting.starts_at + timedelta(**change)
    posted(reply(tie.mentor, meeting, "TENTATIVE", method="COUNTER", starts_at=when))

    answer = MeetingAnswer.objects.get(member=tie.mentor)
    assert (answer.answer, answer.proposed_at) == ("tentative", None)


def test_without_an_inbound_address_nobody_is_asked_for_an_answer(tie, settings) -> None:
    settings.INBOUND_ADDRESS = ""
    plan(tie, tie.protege, ahead())

    sent = OutboxMessage.objects.filter(kind="meeting_planned").first()
    event = Calendar.from_ical(sent.calendar).walk("VEVENT")[0]
    assert str(event["ORGANIZER"]) == "mailto:mentornet@demo.invalid"
    assert {one.params["RSVP"] for one in event["ATTENDEE"]} == {"FALSE"}
    assert "Accept or decline" not in sent.body_text
