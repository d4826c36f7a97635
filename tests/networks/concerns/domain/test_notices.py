"""What emails and the audit log say of a concern."""

import pytest

from mentornet.audit_verbs import Verb
from mentornet.mail.outbox import OutboxMessage
from networks.concerns.domain.notices import note, notify
from networks.models import Concern
from profiles.models import AuditEvent
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_notice_says_nothing_of_the_concern_and_comes_once():
    member = MembershipFactory()

    notify([member], key="received:1")
    notify([member], key="received:1")
    notify([member], key="received:2")

    rows = list(OutboxMessage.objects.all())
    assert [row.recipient for row in rows] == [member.user.email] * 2
    for row in rows:
        assert "concern" not in (row.subject + row.body_text + row.key + row.kind).casefold()


def test_audit_log_keeps_the_day_alone():
    member = MembershipFactory()
    concern = Concern.objects.create(
        institution=member.institution,
        reporter=member,
        created_on=member.institution.local_date(),
    )

    note(concern, verb=Verb.CONCERN_REPORTED)

    event = AuditEvent.objects.get(verb=Verb.CONCERN_REPORTED)
    assert event.at == member.institution.start_of_day()
    assert event.actor is None
