"""A message to the group: asked once more, mailed to everyone in it, kept for those who were there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import GroupMessage
from mentornet.mail.models import CONFIDENTIAL
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import add_member
from profiles.people.domain.preferences import choose_replies
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.factories import GroupMemberFactory, MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
WORDS = {"subject": "Next  week", "text": "Bring your drafts.\nAnd a pen."}


def send(member: Any, group: PeerGroup, *, sure: bool = True, **words: str) -> Any:
    given = WORDS | words | ({"sure": "1"} if sure else {})
    return act(member, "group_message_new", group.pk, **given)


def test_it_is_asked_first_and_says_how_many_get_it(group: PeerGroup) -> None:
    asked = send(in_it(group, "Lead"), group, sure=False).content.decode()

    assert "2 people get “Next week” by email." in asked
    assert "Bring your drafts.\nAnd a pen." in asked.replace("&#10;", "\n")
    assert not GroupMessage.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_everyone_in_it_gets_an_email_that_answers_to_its_author(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    GroupMemberFactory(group=group, left_on=timezone.localdate())

    page = send(lead, group).content.decode()
    send(lead, group)

    mails = OutboxMessage.objects.all()
    assert sorted(one.recipient for one in mails) == sorted(
        in_it(group, name).user.email for name in ("Adams", "Baker")
    )
    for one in mails:
        assert one.subject == f"{group.name}: Next week"
        assert "Bring your drafts.\nAnd a pen." in one.body_text
        assert lead.user.email in one.headers["Reply-To"]
        # Operators see that something was sent, and not what.
        assert one.kind == CONFIDENTIAL
    assert "Sent to 2 people." in page
    assert "Bring your drafts." in page


def test_no_answers_where_the_author_does_not_wish_them(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    choose_replies(lead.user, wanted=False)

    send(lead, group)

    assert [one.headers.get("Reply-To") for one in OutboxMessage.objects.all()] == [None, None]


def test_members_read_what_was_sent_since_they_joined_and_directors_nothing(
    group: PeerGroup,
) -> None:
    lead = in_it(group, "Lead")
    send(lead, group)
    GroupMessage.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    late = add_member(
        group, MembershipFactory(institution=group.institution), actor=lead.user
    ).member
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])

    for name in ("group", "group_messages"):
        assert "Next week" in look(in_it(group, "Adams"), name, group.pk).content.decode()
        assert "Next week" not in look(late, name, group.pk).content.decode()
        assert look(director, name, group.pk).status_code == 404
    directing = look(director, "directing_group", group.pk)
    assert (directing.status_code, "Next week" in directing.content.decode()) == (200, False)


def test_members_cannot_write_to_everybody(group: PeerGroup) -> None:
    assert send(in_it(group, "Adams"), group).status_code == 404
    assert not GroupMessage.objects.exists()


def test_a_fourth_within_a_day_waits_and_keeps_its_words(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    for number in range(3):
        send(lead, group, subject=f"Number {number}")

    refused = send(lead, group, text="The fourth").content.decode()

    assert "This group got 3 messages in the last 24 hours." in refused
    assert "The fourth" in refused
    assert GroupMessage.objects.count() == 3
    GroupMessage.objects.update(sent_at=timezone.now() - timedelta(hours=25))
    send(lead, group, text="The fourth")
    assert GroupMessage.objects.count() == 4


def test_closed_groups_get_no_messages(group: PeerGroup) -> None:
    PeerGroup.objects.update(ended_on=timezone.localdate())

    assert send(in_it(group, "Lead"), group).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_messages_costs_the_same_for_any_number(
    group: PeerGroup, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        send(in_it(group, "Lead"), group, subject=f"Number {number}")
    client = Client()
    client.force_login(
        in_it(group, "Adams").user, backend="django.contrib.auth.backends.ModelBackend"
    )
    address = reverse("evaluations:group_messages", args=[group.pk])
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)
