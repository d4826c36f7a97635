"""Email to a mentor elsewhere: with consent, for one address, stopped by either, never arbitrary."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from networks.models import Agreement, ExternalContact, OutsideConsent, Tie
from networks.relationships.agreements.domain.confirming import propose_agreement, starting_terms
from networks.relationships.domain.contact import edit_contact
from networks.relationships.domain.outside import (
    A_DAY_TO_ONE,
    consent_of,
    start_emails,
    stop_emails,
)
from networks.relationships.domain.plain_words import without_links
from networks.relationships.domain.tie import end_tie, record_tie, undo_end
from networks.relationships.errors import AddressOfColleague, EmailsStopped, TooManyEmails
from tests.factories import ExternalContactFactory, MembershipFactory, TieFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
EndedBy = OutsideConsent.EndedBy


@pytest.fixture
def mentee():
    return MembershipFactory(given_name="Mina", family_name="Okafor")


@pytest.fixture
def contact(mentee):
    return ExternalContactFactory(owner=mentee, name="Ida Far", email="ida@elsewhere.example")


@pytest.fixture
def tie(mentee, contact):
    return TieFactory(protege=mentee, mentor=None, external=contact)


@pytest.fixture
def signed_in(client, mentee):
    client.force_login(mentee.user)
    return client


def mails(template: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=template).order_by("created_at"))


def path_in(message: OutboxMessage, part: str) -> str:
    return re.search(rf"(/outside/{part}/[^/\s]+/)", message.body_text)[1]


def propose(tie: Tie, mentee, **changed) -> Agreement:
    terms = starting_terms(tie, today=date(2026, 11, 30)) | {"review_on": date(2027, 6, 1)}
    return propose_agreement(tie, by=mentee, **(terms | changed))


def test_turning_it_on_needs_the_members_word_and_says_who_and_why(signed_in, tie):
    address = reverse("networks:tie_emails", args=[tie.pk])
    assert "Ask them first" in signed_in.post(address).content.decode()
    assert not OutsideConsent.objects.exists()
    signed_in.post(address, {"agreed": "on"})
    [first] = mails("outside_started")
    assert first.recipient == "ida@elsewhere.example"
    assert "Mina Okafor" in first.body_text
    assert first.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path_in(first, "stop") in first.headers["List-Unsubscribe"]
    assert first.body_html == ""


def test_it_is_off_when_someone_outside_is_added_and_on_when_it_is_checked(signed_in, mentee):
    address = reverse("networks:tie_new") + "?external=1"
    facts = {"kind": "mosaic", "closeness": "2", "frequency": "monthly"}
    signed_in.post(address, facts | {"name": "Ann", "email": "ann@elsewhere.example"})
    ann = ExternalContact.objects.get(name="Ann")
    assert consent_of(ann) is None
    bob = facts | {"name": "Bob", "email": "bob@elsewhere.example", "emails": "on"}
    signed_in.post(address, bob)
    assert consent_of(ExternalContact.objects.get(name="Bob")) is not None
    assert [one.recipient for one in mails("outside_started")] == ["bob@elsewhere.example"]


def test_no_one_but_the_mentee_turns_it_on(client, tie):
    client.force_login(MembershipFactory(institution=tie.institution).user)
    response = client.post(reverse("networks:tie_emails", args=[tie.pk]), {"agreed": "on"})
    assert response.status_code == 404
    assert not OutsideConsent.objects.exists()


def test_a_colleagues_address_is_refused(mentee, contact):
    MembershipFactory(institution=mentee.institution, user__email="IDA@elsewhere.example")
    with pytest.raises(AddressOfColleague):
        start_emails(contact, by=mentee)
    assert not OutboxMessage.objects.filter(recipient__iexact=contact.email).exists()


def test_the_stop_link_is_one_post_without_a_sign_in_and_holds_against_the_member(
    mentee, contact, tie
):
    start_emails(contact, by=mentee)
    propose(tie, mentee)
    path = path_in(mails("outside_started")[0], "stop")
    outsider = Client(enforce_csrf_checks=True)
    assert outsider.get(path).status_code == 200
    assert consent_of(contact) is not None
    page = outsider.post(path, {"List-Unsubscribe": "One-Click"})
    assert page["Referrer-Policy"] == "no-referrer"
    assert consent_of(contact) is None
    # What was waiting is not sent any more, and links sent before lead nowhere.
    assert {one.state for one in OutboxMessage.objects.filter(key__contains="-outside-")} == {
        "cancelled"
    }
    with pytest.raises(EmailsStopped):
        start_emails(contact, by=mentee)
    again = ExternalContactFactory(owner=mentee, name="Other name", email="Ida@Elsewhere.example")
    with pytest.raises(EmailsStopped):
        start_emails(again, by=mentee)
    outsider.post(path, {"action": "resume"})
    assert consent_of(contact) is not None


def test_after_a_month_the_member_may_turn_it_on_again_and_not_for_ever(mentee, contact):
    row = start_emails(contact, by=mentee)
    for times in (2, 3):
        row.ended_at, row.ended_by = timezone.now() - timedelta(days=31), EndedBy.PERSON
        row.save()
        row = start_emails(contact, by=mentee)
        assert row.times_given == times
    row.ended_at, row.ended_by = timezone.now() - timedelta(days=31), EndedBy.PERSON
    row.save()
    with pytest.raises(EmailsStopped):
        start_emails(contact, by=mentee)


def test_the_resume_button_does_not_undo_the_members_own_stop(mentee, contact):
    start_emails(contact, by=mentee)
    path = path_in(mails("outside_started")[0], "stop")
    stop_emails(contact, by=mentee)
    Client().post(path, {"action": "resume"})
    assert consent_of(contact) is None


@pytest.mark.parametrize(
    ("event", "ended_by"),
    [(EventType.BOUNCED, EndedBy.BOUNCED), (EventType.COMPLAINED, EndedBy.COMPLAINED)],
)
def test_bounces_and_complaints_stop_it(mentee, contact, event, ended_by):
    start_emails(contact, by=mentee)
    told = AnymailTrackingEvent(event_type=event, recipient="Ida@elsewhere.example")
    tracking.send(sender=object, event=told, esp_name="test")
    assert OutsideConsent.objects.get().ended_by == ended_by
    assert consent_of(contact) is None


def test_another_address_ends_the_consent_and_the_links(mentee, contact, tie):
    start_emails(contact, by=mentee)
    propose(tie, mentee)
    path = path_in(mails("outside_agreement")[0], "agreement")
    facts = {"name": "Ida Far", "affiliation": "", "rank": "", "expertise": []}
    edit_contact(contact, email="other@elsewhere.example", **facts)
    assert consent_of(contact) is None
    assert Client().get(path).status_code == 410
    edit_contact(contact, email="ida@elsewhere.example", **facts)
    assert consent_of(contact) is None
    start_emails(contact, by=mentee)
    assert Client().get(path).status_code == 410


def test_links_end_when_they_become_a_member(mentee, contact, tie):
    start_emails(contact, by=mentee)
    propose(tie, mentee)
    path = path_in(mails("outside_agreement")[0], "agreement")
    assert Client().get(path).status_code == 200
    MembershipFactory(institution=mentee.institution, user__email=contact.email)
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"action": "agree"}).status_code == 410


def test_an_agreement_counts_only_when_they_confirm_it(mentee, contact, tie, signed_in):
    start_emails(contact, by=mentee)
    row = propose(tie, mentee, progress="A grant by May")
    assert (row.state, row.mentor_confirmed_at) == ("proposed", None)
    path = path_in(mails("outside_agreement")[0], "agreement")
    outsider = Client(enforce_csrf_checks=True)
    for _again in range(2):
        assert "A grant by May" in outsider.get(path).content.decode()
    row.refresh_from_db()
    assert row.state == "proposed"
    outsider.post(path, {"action": "agree"})
    row.refresh_from_db()
    assert row.state == "in_force"
    assert row.mentor_confirmed_at is not None
    assert not row.own_record
    assert "_auth_user_id" not in outsider.session
    assert [one.recipient for one in mails("outside_agreement_answer")] == [mentee.user.email]
    assert outsider.get(path).status_code == 410
    assert (
        "Confirmed by you only"
        not in signed_in.get(reverse("networks:agreement", args=[tie.pk])).content.decode()
    )


def test_they_can_ask_for_a_change_once(mentee, contact, tie, signed_in):
    start_emails(contact, by=mentee)
    row = propose(tie, mentee)
    path = path_in(mails("outside_agreement")[0], "agreement")
    Client().post(path, {"action": "change", "note": "Monthly suits me. https://evil.example/x"})
    again = Client().post(path, {"action": "change", "note": "And more"})
    assert "already asked for a change" in again.content.decode()
    row.refresh_from_db()
    assert row.state == "proposed"
    page = on_one_line(signed_in.get(reverse("networks:agreement", args=[tie.pk])).content.decode())
    assert "Ida Far asks for a change" in page
    assert "Monthly suits me. [link removed]" in page
    assert len(mails("outside_agreement_answer")) == 1


def test_without_emails_it_is_the_members_own_record(mentee, tie, signed_in):
    row = propose(tie, mentee)
    assert (row.state, row.own_record, row.mentor_confirmed_at) == ("in_force", True, None)
    page = on_one_line(signed_in.get(reverse("networks:agreement", args=[tie.pk])).content.decode())
    assert "Confirmed by you only" in page
    assert "has not confirmed this. It is your own record" in page
    assert not OutboxMessage.objects.exists()


def test_an_own_record_can_be_sent_once_emails_are_on(mentee, contact, tie):
    propose(tie, mentee)
    start_emails(contact, by=mentee)
    row = propose(tie, mentee)
    assert (row.number, row.state) == (2, "proposed")
    assert propose(tie, mentee).pk == row.pk
    assert len(mails("outside_agreement")) == 1
    stop_emails(contact, by=mentee)
    row = propose(tie, mentee)
    assert (row.number, row.state, row.own_record) == (2, "in_force", True)


def test_closing_words_go_to_them_as_plain_text_at_the_end_of_the_day(mentee, contact, tie):
    start_emails(contact, by=mentee)
    end_tie(tie, by=mentee, message="Thank you. See www.evil.example/login now.")
    [mail] = mails("outside_ended")
    assert "Thank you. See [link removed] now." in mail.body_text
    assert mail.due_at == tie.institution.end_of_day()
    undo_end(tie, by=mentee)
    mail.refresh_from_db()
    assert mail.state == "cancelled"


def test_without_emails_the_ending_page_says_that_nothing_is_sent(tie, signed_in):
    page = on_one_line(
        signed_in.get(reverse("networks:tie_ending", args=[tie.pk])).content.decode()
    )
    assert "We send them nothing, so tell them yourself." in page
    assert 'name="message"' not in page
    signed_in.post(reverse("networks:tie_ending", args=[tie.pk]), {"ended_as": ""})
    tie.refresh_from_db()
    assert tie.state == Tie.State.ENDED
    assert not OutboxMessage.objects.exists()


def test_a_link_is_dead_once_the_relationship_has_ended(mentee, contact, tie):
    start_emails(contact, by=mentee)
    propose(tie, mentee)
    path = path_in(mails("outside_agreement")[0], "agreement")
    end_tie(tie, by=mentee)
    assert Client().post(path, {"action": "agree"}).status_code == 410
    assert Agreement.objects.get().state == "proposed"


def test_a_member_sends_only_so_much_a_day(mentee, contact, tie):
    start_emails(contact, by=mentee)
    for number in range(A_DAY_TO_ONE - 1):
        propose(tie, mentee, progress=f"Version {number}")
    with pytest.raises(TooManyEmails):
        propose(tie, mentee, progress="One more")
    # What takes something back always goes.
    end_tie(tie, by=mentee)
    assert len(mails("outside_ended")) == 1


def test_a_link_of_one_purpose_opens_nothing_else(mentee, contact, tie):
    start_emails(contact, by=mentee)
    propose(tie, mentee)
    stop = path_in(mails("outside_started")[0], "stop")
    agreement = path_in(mails("outside_agreement")[0], "agreement")
    assert Client().get(stop.replace("/stop/", "/agreement/")).status_code == 404
    assert Client().get(agreement.replace("/agreement/", "/stop/")).status_code == 404
    assert Client().get(agreement.replace("/agreement/", "/times/")).status_code == 404


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("javascript:alert(1)", "[link removed]"),
        ("Go to http://a.example/b?c#d.", "Go to [link removed]"),
        ("pay at evil.com", "pay at [link removed]"),
        ("At 3 p.m. in room 4.12, e.g. by phone", "At 3 p.m. in room 4.12, e.g. by phone"),
        ("https://zoom.us.evil.example/j/1", "[link removed]"),
        ("https://evil.example/zoom.us/", "[link removed]"),
        ("https://zoom.us@evil.example/", "[link removed]"),
    ],
)
def test_web_addresses_of_members_are_not_passed_on(text, safe):
    assert without_links(text) == safe
    assert without_links(text, video=True) == safe


def test_links_of_video_calls_stay_in_a_place():
    link = "https://school.zoom.us/j/123?pwd=a"
    assert without_links(f"Zoom: {link}", video=True) == f"Zoom: {link}"


def test_someone_outside_turns_on_nothing_that_the_member_turned_off(mentee, contact, tie):
    start_emails(contact, by=mentee)
    path = path_in(mails("outside_started")[0], "stop")
    stop_emails(contact, by=mentee)
    for data in ({}, {"action": "resume"}):
        assert Client().post(path, data).status_code == 200
    assert consent_of(contact) is None
    with pytest.raises(EmailsStopped):
        start_emails(contact, by=mentee)


def test_ending_again_and_again_sends_one_email_a_day(mentee, contact, tie):
    start_emails(contact, by=mentee)
    terms = {"kind": "mosaic", "roles": [], "areas": [], "closeness": 2, "frequency": "monthly"}
    end_tie(tie, by=mentee, message="First")
    same = ExternalContactFactory(owner=mentee, name="I. Far", email="IDA@elsewhere.example")
    for message in ("Second", "Third"):
        end_tie(record_tie(mentee, external=same, **terms), by=mentee, message=message)
    waiting = [one for one in mails("outside_ended") if one.state == OutboxMessage.State.PENDING]
    assert ["Third" in one.body_text for one in waiting] == [True]
