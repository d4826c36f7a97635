"""“I can't come”: said on the page, by a mail's link or a calendar, and told to those it concerns alone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import move_meeting
from evaluations.models import Attendance, Meeting, MeetingAnswer
from evaluations.sessions.attendance.domain.absence import absence_address, say_absent
from evaluations.sessions.attendance.domain.taking import take_attendance
from evaluations.sessions.office.domain.overview import change_place
from mentornet.mail.links import Batch
from mentornet.models import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.factories import GroupMemberFactory, MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db


def ahead(group: PeerGroup, days: float = 7, **more: object) -> Meeting:
    at = timezone.now() + timedelta(days=days)
    return Meeting.objects.create(institution=group.institution, group=group, starts_at=at, **more)


@pytest.fixture
def session(group: PeerGroup) -> Meeting:
    return ahead(group)


def page(member: Membership, session: Meeting, name: str = "meeting") -> str:
    return look(member, name, session.pk).content.decode()


def expected(text: str) -> str:
    return text.split('id="came-card"')[1].split("</section>")[0]


def answer_of(session: Meeting, member: Membership) -> str:
    found = MeetingAnswer.objects.filter(meeting=session, member=member)
    return ", ".join(found.values_list("answer", flat=True))


def mails(template: str) -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(subject__contains=template).order_by("recipient")
    return list(rows.values_list("recipient", "body_text"))


def test_facilitator_alone_is_told_and_reads_the_words(group: PeerGroup, session: Meeting) -> None:
    ann, bo, lea = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))

    act(ann, "session_absence", session.pk, words="My child is ill")

    assert answer_of(session, ann) == "declined"
    [(to, body)] = mails("can’t come")
    assert (to, "Ann Adams can’t come" in body, "My child is ill" in body) == (
        lea.user.email,
        True,
        True,
    )
    kept = OutboxMessage.objects.get()
    assert (kept.kind, "absence" in kept.key) == ("message", False)
    assert "You said you can’t come" in page(ann, session)
    assert "3 expected: 0 are coming, 1 can’t come, 2 have not answered." in page(lea, session)
    assert re.search(r"Can’t come:\s+Ann Adams", page(lea, session))
    for text in (page(bo, session), page(ann, session)):
        assert ("3 expected" in text, "My child is ill" in text) == (False, False)
    assert "said" not in expected(page(bo, session))
    # Who has said it reads that it counts; the others are not told.
    assert [expected(page(one, session)).count("Excused") for one in (ann, bo)] == [1, 0]


def test_said_twice_is_told_once_and_taken_back_is_told(group: PeerGroup, session: Meeting) -> None:
    ann = in_it(group, "Adams")
    act(ann, "session_absence", session.pk)
    act(ann, "session_absence", session.pk)
    assert len(mails("can’t come")) == 1

    act(ann, "session_absence", session.pk, coming="1")
    act(ann, "session_absence", session.pk, coming="1")

    assert answer_of(session, ann) == "accepted"
    assert [to for to, _body in mails("after all")] == [in_it(group, "Lead").user.email]


def test_words_too_long_come_back_and_nothing_is_said(group: PeerGroup, session: Meeting) -> None:
    ann = in_it(group, "Adams")

    response = act(ann, "session_absence", session.pk, words="x" * 1001)

    assert "x" * 1001 in response.content.decode()
    assert (answer_of(session, ann), OutboxMessage.objects.count()) == ("", 0)


@pytest.mark.parametrize("state", ["cancelled", "held", "begun"])
def test_a_session_that_has_begun_or_was_canceled_takes_no_word(
    group: PeerGroup, session: Meeting, state: str
) -> None:
    ann = in_it(group, "Adams")
    if state == "begun":
        Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    else:
        Meeting.objects.update(state=state)

    response = act(ann, "session_absence", session.pk)

    assert "Nothing was changed" in response.content.decode()
    assert answer_of(session, ann) == ""


def test_nobody_from_elsewhere_says_it(group: PeerGroup, session: Meeting) -> None:
    stranger = MembershipFactory(institution=group.institution)

    assert act(stranger, "session_absence", session.pk).status_code == 404
    assert MeetingAnswer.objects.count() == 0


def test_without_a_facilitator_nobody_is_offered_words(group: PeerGroup, session: Meeting) -> None:
    group.members.filter(part="facilitator").update(part="member")

    text = page(in_it(group, "Adams"), session, "session_absence")

    assert ("I can’t come" in text, "<textarea" in text) == (True, False)


def test_a_newcomer_is_asked_too_and_whoever_has_left_is_not(
    group: PeerGroup, session: Meeting
) -> None:
    new = GroupMemberFactory(group=group, joined_on=timezone.localdate())
    act(new.member, "session_absence", session.pk)
    assert answer_of(session, new.member) == "declined"

    GroupMember.objects.filter(pk=new.pk).update(left_on=timezone.localdate())

    assert "2 expected" not in page(in_it(group, "Lead"), session)
    assert "3 expected: 0 are coming, 0 can’t come" in page(in_it(group, "Lead"), session)


# By the link of a reminder ----------------------------------------------------------------------


@pytest.fixture
def link(group: PeerGroup, session: Meeting) -> str:
    """Ann's link to the session, as a path."""
    batch = Batch()
    address = absence_address(session, in_it(group, "Adams"), batch=batch)
    batch.save()
    return urlsplit(address).path


def test_the_link_answers_without_a_sign_in_and_opening_it_changes_nothing(
    group: PeerGroup, link: str
) -> None:
    ann, session, anyone = in_it(group, "Adams"), Meeting.objects.get(), Client()

    asked = anyone.get(link).content.decode()
    assert ("I can’t come" in asked, answer_of(session, ann)) == (True, "")
    done = anyone.post(link, {"words": "Jury duty"}).content.decode()

    assert (answer_of(session, ann), "I can come after all" in done) == ("declined", True)
    assert "Jury duty" in mails("can’t come")[0][1]
    anyone.post(link, {"coming": "1"})
    assert answer_of(session, ann) == "accepted"


@pytest.mark.parametrize("ends", ["left", "canceled", "begun", "forged", "account"])
def test_the_link_dies_with_its_matter(group: PeerGroup, link: str, ends: str) -> None:
    ann = in_it(group, "Adams")
    if ends == "left":
        GroupMember.objects.filter(member=ann).update(left_on=timezone.localdate())
    elif ends == "canceled":
        Meeting.objects.update(state="cancelled")
    elif ends == "begun":
        Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    elif ends == "account":
        Membership.objects.filter(pk=ann.pk).update(end_date=timezone.localdate())
    else:
        link = link[:-3] + "/"

    answers = [Client().get(link).status_code, Client().post(link).status_code]

    assert (answers, MeetingAnswer.objects.count()) == ([404, 404], 0)


# At the console ---------------------------------------------------------------------------------


def begun(session: Meeting) -> Meeting:
    Meeting.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(minutes=5))
    session.refresh_from_db()
    return session


def states(session: Meeting) -> dict[str, str]:
    rows = Attendance.objects.filter(meeting=session)
    return dict(rows.values_list("member__family_name", "state"))


def test_the_excused_are_prefilled_and_everyone_else_is_present(
    group: PeerGroup, session: Meeting
) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    act(ann, "session_absence", session.pk)
    begun(session)

    seat = page(lea, session, "console").split(f'id="seat-{ann.pk}"')[1].split("</li>")[0]
    assert "Can’t come" in seat
    assert re.search(r'value="excused"\s+aria-pressed="true"', seat)
    act(lea, "attendance", session.pk, all="1")

    assert states(session) == {"Adams": "excused", "Baker": "present", "Lead": "present"}
    act(lea, "attendance", session.pk, member=str(ann.pk), state="present")
    act(lea, "attendance", session.pk, all="1")
    assert states(session)["Adams"] == "present"


def test_taken_back_in_the_last_minutes_it_is_no_excuse(group: PeerGroup, session: Meeting) -> None:
    ann, bo, lea = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    act(ann, "session_absence", session.pk)
    Meeting.objects.update(starts_at=timezone.now() + timedelta(minutes=20))
    act(lea, "attendance", session.pk, member=str(bo.pk), state="present")
    assert states(session) == {"Adams": "excused", "Baker": "present"}
    # With the first tap it counts as held; what is said is for a session that is planned.
    Meeting.objects.update(state="planned")

    act(ann, "session_absence", session.pk, coming="1")

    assert states(session) == {"Baker": "present"}


# Changes of the session -------------------------------------------------------------------------


def test_another_room_keeps_what_was_said_and_another_time_asks_again(
    group: PeerGroup, session: Meeting
) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    say_absent(session, ann)

    change_place(session, by=lea, mode="", place="Room 9")
    assert "1 can’t" in page(lea, session)
    session.refresh_from_db()
    given = {"minutes": session.minutes, "mode": "", "by": lea}
    moved = move_meeting(session, starts_at=session.starts_at, place="Room 7", **given)
    assert "1 can’t" in page(lea, session)
    move_meeting(moved, starts_at=later(session), place="Room 7", **given)

    assert "0 can’t" in page(lea, session)


def later(session: Meeting) -> datetime:
    assert session.starts_at is not None
    return session.starts_at + timedelta(days=1)


def test_an_answer_of_a_calendar_is_the_same_word(group: PeerGroup, session: Meeting) -> None:
    ann, lea = in_it(group, "Adams"), in_it(group, "Lead")
    MeetingAnswer.objects.create(
        institution=group.institution,
        meeting=session,
        member=ann,
        answer="declined",
        said_at=timezone.now(),
    )
    assert re.search(r"Can’t come:\s+Ann Adams", page(lea, session))
    begun(session)

    take_attendance(session, by=lea, states={in_it(group, "Baker").pk: "present"})

    assert states(session) == {"Adams": "excused", "Baker": "present"}


def test_everyone_else_is_present_keeps_what_was_noted_before(group: PeerGroup) -> None:
    session, lea = ahead(group, days=-0.01), in_it(group, "Lead")
    for name, state in (("Adams", "absent"), ("Baker", "excused")):
        act(lea, "attendance", session.pk, member=str(in_it(group, name).pk), state=state)

    act(lea, "attendance", session.pk, all="1")

    noted = Attendance.objects.filter(meeting=session)
    assert dict(noted.values_list("member__family_name", "state")) == {
        "Adams": "absent",
        "Baker": "excused",
        "Lead": "present",
    }
