"""A request is answered by the link of its email: that one, by the one who was asked, and no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mentornet.mail import links
from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.mail.purposes import Purpose
from mentornet.models import OutboxMessage
from networks.invitations.domain.by_link import accept_by_link, decline_by_link, read_request
from networks.invitations.domain.lifecycle import (
    send_invitation,
    withdraw_invitation,
)
from networks.invitations.domain.messages import remind_mentor
from networks.models import Invitation, Tie
from tests.factories import MembershipFactory, MentorOfferFactory, TieFactory, UserFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
State = Invitation.State


@pytest.fixture
def mentor():
    return MembershipFactory(
        user=UserFactory(activated_at=timezone.now()),
        given_name="Helena",
        family_name="Ash",
        expertise=["Asthma"],
    )


@pytest.fixture
def invitation(mentor):
    protege = MembershipFactory(
        institution=mentor.institution,
        given_name="Mina",
        family_name="Okafor",
        expertise=["asthma"],
    )
    MentorOfferFactory(
        member=mentor,
        institution=mentor.institution,
        roles=["coach"],
        areas=["research"],
        capacity=2,
    )
    return send_invitation(
        protege, mentor=mentor, help_asked="Would you read my aims?", areas=["research"]
    )


def test_the_reminder_has_a_link_too_and_one_answer_ends_both(invitation, token):
    remind_mentor([invitation])
    body = OutboxMessage.objects.get(key=f"invitation-reminder-{invitation.pk}").body_text
    again = re.search(r"/q/([^/\s]+)/", body).group(1)

    assert again != token
    assert accept_by_link(again).mentor == invitation.mentor
    for ended in (token, again):
        with pytest.raises(LinkUsed):
            read_request(ended)


@pytest.fixture
def token(invitation) -> str:
    body = OutboxMessage.objects.get(key=f"invitation-received-{invitation.pk}").body_text
    return re.search(r"/q/([^/\s]+)/", body).group(1)


def page_of(token: str, client: Client | None = None):
    return (client or Client()).get(f"/q/{token}/")


def test_the_page_gives_no_cookie_and_no_choice_of_a_language(token):
    page = page_of(token)

    assert page.status_code == 200
    assert not page.cookies
    assert not re.findall(r"csrf|language-switch", page.content.decode())


def test_a_reminders_link_says_that_a_withdrawn_request_is_over(invitation):
    remind_mentor([invitation])
    body = OutboxMessage.objects.get(key=f"invitation-reminder-{invitation.pk}").body_text
    again = re.search(r"/q/([^/\s]+)/", body).group(1)

    looked = [Client().get(f"/q/{again}/"), Client().head(f"/q/{again}/?action=accept")]
    withdraw_invitation(invitation, by=invitation.protege)
    late = Client().post(f"/q/{again}/", {"action": "accept"})

    assert [one.status_code for one in looked] == [200, 200]
    assert late.status_code == 410
    assert not Tie.objects.exists()


def test_the_page_says_who_asks_why_and_how_much_room_is_left(token, mentor, invitation):
    TieFactory(mentor=mentor, protege__institution=mentor.institution)
    page = on_one_line(page_of(token).content.decode())
    for said in (
        "Mina Okafor",
        "Assistant professor",
        "You share an interest in asthma.",
        "1 opening left: you mentor 1 of up to 2.",
        "Would you read my aims?",
    ):
        assert said in page


def test_fetching_the_page_changes_nothing_and_signs_no_one_in(token, invitation):
    client = Client()
    for _again in range(2):
        assert page_of(token, client).status_code == 200
        client.head(f"/q/{token}/")
    invitation.refresh_from_db()
    assert invitation.state == State.OPEN
    assert "_auth_user_id" not in client.session
    assert client.get("/network/").status_code == 302


def test_one_button_accepts_and_signs_no_one_in(token, invitation):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/q/{token}/", {"action": "accept"})
    assert response.status_code == 200
    invitation.refresh_from_db()
    assert invitation.state == State.ACCEPTED
    assert Tie.objects.get().state == Tie.State.ACTIVE
    assert "_auth_user_id" not in client.session
    assert OutboxMessage.objects.filter(key=f"invitation-accepted-{invitation.pk}").count() == 1


def test_the_other_button_declines(token, invitation):
    Client().post(f"/q/{token}/", {"action": "decline"})
    invitation.refresh_from_db()
    assert invitation.state == State.DECLINED
    assert not Tie.objects.exists()


@pytest.mark.parametrize("action", ["", "refer", "withdraw"])
def test_nothing_else_is_done(token, invitation, action):
    assert Client().post(f"/q/{token}/", {"action": action}).status_code == 200
    invitation.refresh_from_db()
    assert invitation.state == State.OPEN


def test_the_link_ends_with_the_answer(token, invitation):
    accept_by_link(token)
    for again in (accept_by_link, decline_by_link, read_request):
        with pytest.raises(LinkUsed):
            again(token)
    assert page_of(token).status_code == 410
    assert Tie.objects.count() == 1


def test_the_link_ends_with_the_request(token, invitation):
    withdraw_invitation(invitation, by=invitation.protege)
    with pytest.raises(LinkUsed):
        accept_by_link(token)


def test_the_link_lives_no_longer_than_the_request(token, invitation):
    link = links.look_up(Purpose.REQUEST_ANSWER, token)
    assert link.expires_at == invitation.lapses_at
    assert link.expires_at < timezone.now() + timedelta(days=31)


def test_another_address_or_an_ended_membership_ends_the_link(token, mentor):
    mentor.user.email = "new@school.example"
    mentor.user.save()
    with pytest.raises(LinkUsed):
        read_request(token)


def test_who_has_left_answers_no_more(token, mentor):
    mentor.end_date = mentor.institution.local_date()
    mentor.save()
    with pytest.raises(LinkUsed):
        accept_by_link(token)


def test_someone_who_has_not_activated_their_account_has_to_sign_in(token, mentor):
    mentor.user.activated_at = None
    mentor.user.save()
    with pytest.raises(LinkUsed):
        accept_by_link(token)
    assert not Tie.objects.exists()


@pytest.mark.parametrize("purpose", [Purpose.PAGE, Purpose.CHECK_IN, Purpose.ACTIVATION])
def test_a_link_of_another_purpose_answers_nothing(invitation, mentor, purpose):
    other = links.issue(purpose, holder=mentor, subject=invitation)
    with pytest.raises(LinkUnknown):
        read_request(other)


def test_the_link_opens_nothing_else(token):
    assert Client().get(f"/i/{token}/").status_code == 404
    assert Client().get(f"/activate/{token}/").status_code in (404, 410)


def test_a_link_of_someone_else_for_the_request_is_unknown(invitation):
    stranger = MembershipFactory(
        institution=invitation.institution, user=UserFactory(activated_at=timezone.now())
    )
    forged = links.issue(Purpose.REQUEST_ANSWER, holder=stranger, subject=invitation)
    with pytest.raises(LinkUnknown):
        accept_by_link(forged)


def test_a_refusal_of_the_rules_leaves_the_link_and_says_why(token, mentor, invitation):
    for _one in range(2):
        TieFactory(mentor=mentor, protege__institution=mentor.institution)
    response = Client().post(f"/q/{token}/", {"action": "accept"})
    assert 'role="alert"' in response.content.decode()
    assert read_request(token) == invitation
