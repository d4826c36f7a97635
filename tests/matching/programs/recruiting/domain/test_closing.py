"""Closing enrollment tells those who enrolled; reopening at once tells no one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Program
from mentornet.mail.outbox import OutboxMessage
from tests.factories import EnrollmentFactory
from tests.support.enrollment import mails, person
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


def test_closing_asks_tells_those_enrolled_and_reopening_at_once_tells_no_one(
    program: Program, director: Client
) -> None:
    row = EnrollmentFactory(program=program, member=person(program, "In"))
    EnrollmentFactory(program=program, side="mentor", member=person(program, "Mentor"))
    gone = person(program, "Out")
    EnrollmentFactory(program=program, member=gone, withdrawn_at=timezone.now())
    match = reverse("matching:directing_move", args=[program.pk, "match"])

    asks = on_one_line(director.post(match).content.decode())
    assert "2 people are enrolled. We email them" in asks
    program.refresh_from_db()
    assert program.state == "enrolling"

    director.post(match, {"sure": "1"})
    told = mails("enrollment_closed")
    program.refresh_from_db()
    assert program.state == "matching"
    assert row.member.user.email in {one.recipient for one in told}
    assert gone.user.email not in {one.recipient for one in told}
    assert len(told) == 2
    assert all(one.due_at > timezone.now() for one in told)

    director.post(reverse("matching:directing_move", args=[program.pk, "open"]))
    canceled = {one.state for one in OutboxMessage.objects.filter(kind="enrollment_closed")}
    assert canceled <= {OutboxMessage.State.CANCELLED}
