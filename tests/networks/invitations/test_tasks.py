from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks import tasks
from networks.invitations.domain.lifecycle import remind_invitations, send_invitation
from networks.models import Invitation
from profiles.signals import membership_ended
from tests.factories import InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_lapse_closes_what_is_overdue_once():
    overdue = InvitationFactory(sent_at=timezone.now() - timedelta(days=22))
    fresh = InvitationFactory()
    assert [tasks.lapse_invitations(), tasks.lapse_invitations()] == [1, 0]
    overdue.refresh_from_db()
    fresh.refresh_from_db()
    assert (overdue.state, fresh.state) == (Invitation.State.LAPSED, Invitation.State.OPEN)
    assert [mail.recipient for mail in OutboxMessage.objects.all()] == [overdue.protege.user.email]


# A Tuesday, ten in the morning and three at night in New York, where the factories' people live.
MORNING = datetime(2026, 11, 24, 15, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_remind_writes_once():
    due = InvitationFactory(sent_at=MORNING - timedelta(days=8))
    assert [remind_invitations(MORNING), remind_invitations(MORNING)] == [1, 0]
    assert [mail.recipient for mail in OutboxMessage.objects.all()] == [due.mentor.user.email]


def test_remind_lets_people_sleep():
    InvitationFactory(sent_at=MORNING - timedelta(days=8))
    assert [remind_invitations(NIGHT), remind_invitations(MORNING)] == [0, 1]


def test_reminders_that_an_outage_gathered_are_one_mail():
    mentor = MembershipFactory()
    protege = {"protege__institution": mentor.institution}
    for days in (8, 7, 7):
        InvitationFactory(mentor=mentor, sent_at=MORNING - timedelta(days=days), **protege)

    assert remind_invitations(MORNING) == 3
    [mail] = OutboxMessage.objects.all()
    assert mail.subject == "3 people are waiting for your answer"
    assert mail.body_text.count("asked you for mentoring") == 3


def test_no_invitation_lapses_or_is_reminded_of_on_a_day_off():
    mentor = MembershipFactory(institution__invitation_lapse_days=21)
    here = mentor.institution
    here.days_off = [["2026-12-24", "2027-01-03", "Winter break"]]
    here.save()
    protege = MembershipFactory(institution=here)
    sent = datetime(2026, 12, 10, 15, tzinfo=UTC)

    row = send_invitation(protege, mentor=mentor, help_asked="A grant", now=sent)

    assert row.lapses_at == datetime(2027, 1, 4, 15, tzinfo=UTC)  # not on December 31
    assert row.remind_at == datetime(2026, 12, 23, 15, tzinfo=UTC)  # not in the break, nor after it
    assert remind_invitations(datetime(2026, 12, 25, 15, tzinfo=UTC)) == 0
    assert remind_invitations(row.remind_at) == 1


def test_leaver_leaves_no_open_invitation():
    invitation = InvitationFactory()
    mentor = invitation.mentor
    mentor.end_date = "2026-01-31"
    mentor.save()
    membership_ended.send(sender=type(mentor), membership=mentor)
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.LAPSED
    assert [mail.kind for mail in OutboxMessage.objects.all()] == ["invitation_closed"]
