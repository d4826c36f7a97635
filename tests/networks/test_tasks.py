from datetime import timedelta

import pytest
from django.utils import timezone

from mentornet.outbox import OutboxMessage
from networks import tasks
from networks.models import Invitation
from profiles.signals import membership_ended
from tests.factories import InvitationFactory

pytestmark = pytest.mark.django_db


def test_lapse_closes_what_is_overdue_once():
    overdue = InvitationFactory(sent_at=timezone.now() - timedelta(days=22))
    fresh = InvitationFactory()
    assert [tasks.lapse_invitations(), tasks.lapse_invitations()] == [1, 0]
    overdue.refresh_from_db()
    fresh.refresh_from_db()
    assert (overdue.state, fresh.state) == (Invitation.State.LAPSED, Invitation.State.OPEN)
    assert [mail.recipient for mail in OutboxMessage.objects.all()] == [overdue.protege.user.email]


def test_remind_writes_once():
    due = InvitationFactory(sent_at=timezone.now() - timedelta(days=8))
    assert [tasks.remind_invitations(), tasks.remind_invitations()] == [1, 0]
    assert [mail.recipient for mail in OutboxMessage.objects.all()] == [due.mentor.user.email]


def test_leaver_leaves_no_open_invitation():
    invitation = InvitationFactory()
    mentor = invitation.mentor
    mentor.end_date = "2026-01-31"
    mentor.save()
    membership_ended.send(sender=type(mentor), membership=mentor)
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.LAPSED
    assert [mail.kind for mail in OutboxMessage.objects.all()] == ["invitation_closed"]
