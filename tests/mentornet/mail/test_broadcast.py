"""One mail to everyone: with one statement, once for each, and like any other mail of the outbox."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mentornet.mail.broadcast import queue_for_all
from mentornet.mail.outbox import Message, send_due
from mentornet.models import OutboxMessage
from profiles.models import Membership
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def message(institution, key: str = "all:1:") -> Message:
    return Message(
        key=key,
        to="",
        subject="How people sign in at North",
        template="sign_on_changed",
        context={"institution": institution, "sign_on": "North login", "what": "draft"},
        institution_id=institution.pk,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_people_is_one_statement(count, django_assert_num_queries):
    institution = InstitutionFactory(name="North")
    members = [MembershipFactory(institution=institution) for _ in range(count)]
    with django_assert_num_queries(1):
        told = queue_for_all(
            message(institution), Membership.objects.of(institution), address="user__email"
        )
    assert told == count
    rows = OutboxMessage.objects.all()
    assert {one.recipient for one in rows} == {one.user.email for one in members}
    assert len({one.key for one in rows}) == len({one.pk for one in rows}) == count
    assert {(one.institution_id, one.kind, one.state, one.zone) for one in rows} == {
        (institution.pk, "sign_on_changed", "pending", "")
    }


def test_it_is_queued_once_for_each_and_sent_like_any_other(mailoutbox):
    member = MembershipFactory(institution__name="North")
    everybody = Membership.objects.all()
    assert queue_for_all(message(member.institution), everybody, address="user__email") == 1
    assert queue_for_all(message(member.institution), everybody, address="user__email") == 0
    assert send_due(now=timezone.now()) == 1
    assert [one.to for one in mailoutbox] == [[member.user.email]]
    assert "No one can sign in to MentorNet at North" in mailoutbox[0].body


def test_nobody_is_no_mail():
    institution = InstitutionFactory()
    nobody = Membership.objects.none()
    assert queue_for_all(message(institution), nobody, address="user__email") == 0
    assert OutboxMessage.objects.count() == 0
