"""The main job through the browser's doors: look, ask, answer, end."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks.models import Invitation, Tie
from networks.relationships.domain.links import mail_link
from tests.factories import InvitationFactory, MembershipFactory, MentorOfferFactory, TieFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
LETTER = {"help_asked": "Read my outline?", "roles": ["sponsor"], "kind": "traditional_dyad"}


@pytest.mark.parametrize(
    ("name", "title", "queries"), [("home", "Hello, Ada", 17), ("network", "My network", 10)]
)
@pytest.mark.parametrize("count", [1, 3])
def test_page_query_budget(client, django_assert_num_queries, name, title, queries, count):
    member = MembershipFactory()
    TieFactory.create_batch(count, protege=member)
    client.force_login(member.user)
    with django_assert_num_queries(queries):
        page = client.get(reverse(f"networks:{name}"))
    assert heading(page) == title


def test_anonymous_home_welcomes(client):
    assert heading(client.get("/")) == "A network of mentors, built around you"


def test_invitation_sent_twice_is_one_and_accepted_makes_tie(client):
    offer = MentorOfferFactory()
    protege = MembershipFactory(institution=offer.institution)
    client.force_login(protege.user)
    url = reverse("networks:invitation_new") + f"?to={offer.member.pk}&role=sponsor"
    assert client.get(url).status_code == 200
    for _ in range(2):
        assert client.post(url, LETTER).status_code == 302
    invitation = Invitation.objects.get()
    client.force_login(offer.member.user)
    answer = reverse("networks:invitation_answer", args=[invitation.pk])
    for _ in range(2):
        assert client.post(answer, {"action": "accept"}).status_code == 302
    tie = Tie.objects.get()
    assert (tie.state, tie.roles) == (Tie.State.ACTIVE, ["sponsor"])
    assert OutboxMessage.objects.count() == 2


def test_accept_at_full_capacity_keeps_what_was_typed(client):
    offer = MentorOfferFactory(capacity=0)
    invitation = InvitationFactory(
        mentor=offer.member, protege=MembershipFactory(institution=offer.institution)
    )
    client.force_login(offer.member.user)
    response = client.post(
        reverse("networks:invitation_answer", args=[invitation.pk]),
        {"action": "accept", "reply": "Gladly later"},
    )
    assert response.status_code == 200
    assert "Gladly later" in response.content.decode()
    assert Tie.objects.count() == 0


@pytest.mark.parametrize("name", ["tie", "tie_edit"])
def test_strangers_tie_is_not_there(client, name):
    tie = TieFactory()
    client.force_login(MembershipFactory(institution=tie.institution).user)
    assert client.get(reverse(f"networks:{name}", args=[tie.pk])).status_code == 404


def test_strangers_invitation_is_not_there(client):
    invitation = InvitationFactory()
    client.force_login(MembershipFactory(institution=invitation.institution).user)
    assert client.get(reverse("networks:invitation", args=[invitation.pk])).status_code == 404


def test_every_page_opens_for_both_sides(client):
    tie = TieFactory()
    invitation = InvitationFactory(protege=tie.mentor, mentor=tie.protege)
    for member, other in ((tie.protege, tie.mentor), (tie.mentor, tie.protege)):
        client.force_login(member.user)
        opened = {
            path: heading(client.get(path))
            for path in (
                reverse("networks:ties"),
                tie.get_absolute_url(),
                reverse("networks:tie_new") + "?q=Ada",
                reverse("networks:tie_new") + "?external=1",
                reverse("networks:invitations"),
                reverse("networks:invitation", args=[invitation.pk]) + "?q=Ada",
            )
        }
        asked = (
            f"{other.name} asks you to be a mentor"
            if member == tie.protege
            else f"You asked {other.name}"
        )
        assert list(opened.values()) == [
            "Mentoring relationships",
            other.name,
            "Add someone you work with",
            "Someone outside",
            "Requests",
            asked,
        ]


def test_tie_ended_can_be_taken_back_today(client):
    tie = TieFactory()
    client.force_login(tie.mentor.user)
    client.post(reverse("networks:tie_end", args=[tie.pk]))
    client.post(reverse("networks:tie_undo_end", args=[tie.pk]))
    tie.refresh_from_db()
    assert tie.state == Tie.State.ACTIVE
    assert [mail.state for mail in OutboxMessage.objects.all()] == ["cancelled"]


def test_forged_link_says_so(client):
    assert client.get(reverse("networks:mail_link", args=["forged"])).status_code == 404


@pytest.mark.parametrize(
    ("days", "met"),
    [(13, "/activate/"), (15, "/activate/"), (31, 410)],
)
def test_old_mail_link_opens_no_account(client, monkeypatch, days, met):
    invitation = InvitationFactory()
    then = timezone.now() - timedelta(days=days)
    with monkeypatch.context() as past:
        past.setattr("django.utils.timezone.now", lambda: then)
        link = mail_link(invitation, recipient=invitation.mentor)
    answer = client.get(link)
    if met == 410:
        assert answer.status_code == 410
    else:
        # Within two weeks it carries a token; later it leads to the page that mails a fresh one.
        assert (answer["Location"] == "/activate/") is (days > 14)
        assert met in answer["Location"]


def test_mail_link_activates_whom_it_was_sent_to_and_nobody_at_another_address(client):
    invitation = InvitationFactory()
    mentor = invitation.mentor
    link = mail_link(invitation, recipient=mentor)
    opening = client.get(link)["Location"]
    assert client.get(opening).status_code == 200
    assert mentor.user.activated_at is None

    type(mentor.user).objects.filter(pk=mentor.user_id).update(email="thief@school.example")

    assert client.get(link)["Location"] == "/activate/"
    assert client.post(opening, {"without_password": "1"}).status_code == 410


def test_signed_mail_link_of_before_leads_to_the_page_and_activates_nobody(client):
    invitation = InvitationFactory()
    token = signing.dumps(
        ["invitation", invitation.pk.hex, invitation.mentor.user_id.hex], salt="networks.mail"
    )
    path = reverse("networks:mail_link", args=[token])
    assert client.get(path)["Location"] == "/activate/"
    client.force_login(invitation.mentor.user)
    assert client.get(path)["Location"] == reverse("networks:invitation", args=[invitation.pk])


def test_mail_link_leads_only_the_recipient_to_the_invitation(client):
    invitation = InvitationFactory()
    link = mail_link(invitation, recipient=invitation.mentor)
    path = reverse("networks:invitation", args=[invitation.pk])
    assert "activat" in client.get(link)["Location"]
    client.force_login(invitation.protege.user)
    assert client.get(link).status_code == 403
    client.force_login(invitation.mentor.user)
    assert client.get(link)["Location"] == path


def test_bad_input_is_never_a_crash(client):
    offer = MentorOfferFactory()
    client.force_login(MembershipFactory(institution=offer.institution).user)
    new = reverse("networks:invitation_new")
    assert client.get(new + "?to=forged").status_code == 404
    assert client.get(new + "?to=%00").status_code == 404
    long = {**LETTER, "help_asked": "x" * 100_000, "kind": "forged", "roles": ["\x00"]}
    response = client.post(f"{new}?to={offer.member.pk}", long)
    assert sorted(response.context["form"].errors) == ["help_asked", "kind", "roles"]
    assert client.get(reverse("networks:tie_new") + "?q=%00").status_code == 200
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("name", ["ties", "invitations"])
def test_list_takes_as_many_queries_at_three_as_at_one(client, name, django_assert_num_queries):
    member = MembershipFactory()
    for count in (1, 2):
        TieFactory.create_batch(count, protege=member)
        InvitationFactory.create_batch(count, protege=member)
        client.force_login(member.user)
        with django_assert_num_queries(5):
            client.get(reverse(f"networks:{name}"))


def test_external_contact_is_recorded_active_and_can_be_changed(client):
    member = MembershipFactory()
    client.force_login(member.user)
    said = {"kind": "traditional_dyad", "closeness": 1, "frequency": "weekly", "roles": ["coach"]}
    client.post(reverse("networks:tie_new") + "?external=1", {**said, "name": "Bo Far"})
    tie = Tie.objects.get()
    assert (tie.state, tie.external.name) == (Tie.State.ACTIVE, "Bo Far")
    edit = reverse("networks:tie_edit", args=[tie.pk])
    client.post(edit, {**said, "name": "Bo Near", "stage": "protege", "expertise": "grants, R"})
    tie = Tie.objects.select_related("external").get()
    assert (tie.stage, tie.external.name) == (Tie.Stage.PROTEGE, "Bo Near")
    assert tie.external.expertise == ["grants", "R"]
    assert OutboxMessage.objects.count() == 0
