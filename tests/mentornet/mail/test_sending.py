"""The one door by which mail leaves is shut for test institutions, whatever the mail is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from mentornet.mail.models import CONFIDENTIAL, Lane
from mentornet.mail.outbox import send_due
from mentornet.mail.retention import WITHHELD_KEPT, clear_ended
from mentornet.models import OutboxMessage
from profiles.sandbox.domain.making import create_sandbox
from profiles.vocabulary import StaffRoleKind
from tests.factories.profiles import MembershipFactory

pytestmark = pytest.mark.django_db
State = OutboxMessage.State

KINDS = sorted(one.stem for one in Path(settings.BASE_DIR, "templates/mail").glob("*.txt"))


def put(institution: object, kind: str, to: str = "ada@school.example") -> OutboxMessage:
    return OutboxMessage.objects.create(
        key=str(uuid4()),
        institution=institution,
        kind=kind,
        recipient=to,
        subject=kind,
        body_text="words",
        calendar="BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR",
        lane=Lane.URGENT,
        due_at=timezone.now(),
    )


def test_mail_of_a_test_institution_is_kept_whatever_kind_it_is() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    invented = sandbox.memberships.exclude(user=director.user).first()
    OutboxMessage.objects.all().delete()
    kept = [put(sandbox, kind) for kind in [*KINDS, CONFIDENTIAL, "account:login_code"]]
    # To the login of a test person, from wherever: a code has no institution before someone signs in.
    code = put(None, "account:login_code", invented.user.email.upper())
    stray = put(director.institution, "activation", "who.knows@Sandbox.invalid")
    sent = put(director.institution, "activation")
    assert len(kept) > 50
    while send_due(limit=500):
        pass
    assert [one.subject for one in mail.outbox] == ["activation"]
    states = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert states.pop(sent.pk) == State.SENT
    assert set(states.values()) == {State.WITHHELD}
    code.refresh_from_db()
    assert (code.institution, code.body_text) == (sandbox, "words")
    stray.refresh_from_db()
    assert stray.institution == director.institution


def test_what_was_kept_is_cleared_in_the_end() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    sandbox = create_sandbox(director.institution, by=director.user, filled=False)
    row = put(sandbox, "activation")
    send_due()
    now = timezone.now()
    clear_ended(now=now)
    row.refresh_from_db()
    assert row.body_text == "words"
    clear_ended(now=now + WITHHELD_KEPT + timedelta(days=1))
    row.refresh_from_db()
    assert (row.recipient, row.body_text, row.calendar) == ("", "", "")
