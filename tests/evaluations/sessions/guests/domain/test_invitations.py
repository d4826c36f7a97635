"""A guest comes to one session and sees of the group nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.models import Meeting, ParkedItem, SessionGuest, SessionPlan
from evaluations.sessions.curriculum.domain.curricula import add_material
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from profiles.models import Membership
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.factories import MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
INSIDE = ("Secret agenda", "Secret notes", "Speak last", "Parked thing", "Adams", "Baker")


@pytest.fixture
def session(group: PeerGroup) -> Meeting:
    row = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() + timedelta(days=3),
        minutes=90,
        place="Room 5",
        agenda="Secret agenda",
        notes="Secret notes",
    )
    plan = SessionPlan.objects.create(
        institution=group.institution, meeting=row, title="Negotiation", guide="Speak last"
    )
    text = SimpleUploadedFile("reading.txt", b"To read before")
    add_material(plan, by=in_it(group, "Lead"), title="Reading", upload=text)
    ParkedItem.objects.create(
        institution=group.institution, group=group, meeting=row, text="Parked thing"
    )
    return row


@pytest.fixture
def guest(group: PeerGroup) -> Membership:
    return MembershipFactory(institution=group.institution, family_name="Guest", given_name="Gil")


def mails(kind: str = "session_guest") -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("created_at"))


def entry(mail: OutboxMessage) -> tuple[str, str]:
    calendar = Calendar.from_ical(mail.calendar)
    event = calendar.walk("VEVENT")[0]
    return str(calendar["METHOD"]), str(event["UID"])


def test_guest_sees_that_session_and_its_materials_and_nothing_else(group, session, guest) -> None:
    lead, ann = in_it(group, "Lead"), in_it(group, "Adams")
    act(lead, "session_guests", session.pk, email=guest.email)

    row = SessionGuest.objects.get()
    (mail,) = mails()
    assert (mail.recipient, "Room 5" in mail.body_text) == (guest.user.email, True)
    assert entry(mail) == ("REQUEST", f"guest-{row.pk}")
    page = look(guest, "session_guest", row.pk).content.decode()
    assert [words in page for words in ("Negotiation", "Room 5", "Reading")] == [True] * 3
    for text in (page, mail.body_text, mail.calendar):
        assert [words for words in INSIDE if words in text] == []
    material = session.plan.materials.get()
    sent = look(guest, "session_guest_material", row.pk, material.pk)
    assert b"".join(sent.streaming_content) == b"To read before"
    closed = [
        look(guest, name, session.pk).status_code
        for name in ("meeting", "projector", "console", "session_guests")
    ]
    assert closed == [404] * 4
    assert look(guest, "group", group.pk).status_code == 404
    assert look(guest, "file", material.file_id).status_code == 404
    assert "Gil Guest" in look(ann, "meeting", session.pk).content.decode()
    assert reverse("evaluations:session_guest", args=[row.pk]) in (
        look(guest, "groups").content.decode()
    )
    # Members neither invite nor send away.
    assert act(ann, "session_guests", session.pk, email=guest.email).status_code == 404
    assert act(ann, "session_guest_withdraw", row.pk, sure="1").status_code == 404


def test_materials_close_a_day_after_the_session(group, session, guest) -> None:
    act(in_it(group, "Lead"), "session_guests", session.pk, email=guest.email)
    row = SessionGuest.objects.get()
    material = session.plan.materials.get()
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=2), state="held")

    page = look(guest, "session_guest", row.pk).content.decode()

    assert ("This session is over." in page, "Negotiation" in page) == (True, False)
    assert look(guest, "session_guest_material", row.pk, material.pk).status_code == 404


def test_who_cannot_be_a_guest_is_said_at_the_field(group, session, guest) -> None:
    lead = in_it(group, "Lead")
    elsewhere = MembershipFactory()
    for email, said in (
        (in_it(group, "Adams").email, "is already in the group"),
        (elsewhere.email, "No one at your institution has this email now."),
        ("x", "Enter a valid email address."),
    ):
        page = act(lead, "session_guests", session.pk, email=email).content.decode()
        assert said in page
        assert f'value="{email}"' in page
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=2))
    page = act(lead, "session_guests", session.pk, email=guest.email).content.decode()
    assert "This session is over, so you can no longer invite guests." in page or "No guest" in page
    assert (SessionGuest.objects.count(), mails()) == (0, [])
