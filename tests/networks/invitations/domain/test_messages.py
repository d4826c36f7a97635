"""Emails about invitations."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks.invitations.domain.messages import mail_invitation, remind_mentor
from profiles.models import Membership
from tests.factories import InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_message_about_an_invitation_is_queued_once():
    invitation = InvitationFactory()

    mail_invitation("invitation_received", invitation, to=invitation.mentor)
    mail_invitation("invitation_received", invitation, to=invitation.mentor)

    [row] = OutboxMessage.objects.all()
    assert row.recipient == invitation.mentor.user.email
    assert invitation.protege.name in row.subject
    assert invitation.help_asked in row.body_text


def test_person_who_has_left_gets_no_message():
    invitation = InvitationFactory()
    Membership.objects.filter(pk=invitation.mentor_id).update(
        end_date=timezone.localdate() - timedelta(days=1)
    )
    invitation.mentor.refresh_from_db()

    mail_invitation("invitation_received", invitation, to=invitation.mentor)
    remind_mentor([invitation])

    assert list(OutboxMessage.objects.all()) == []


def test_one_reminder_names_all_who_wait():
    first = InvitationFactory()
    second = InvitationFactory(
        mentor=first.mentor, protege=MembershipFactory(institution=first.institution)
    )

    remind_mentor([first, second])

    [row] = OutboxMessage.objects.all()
    assert row.subject == "2 people are waiting for your answer"
    assert first.protege.name in row.body_text
    assert second.protege.name in row.body_text
