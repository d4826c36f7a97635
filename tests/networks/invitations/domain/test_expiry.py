"""A request that is open for longer because of a day off says so, as long as that is why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks.invitations.domain.lifecycle import send_invitation
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
WHY = "The last day would have been a day off (Winter break)"


def test_a_request_says_why_it_is_open_for_longer() -> None:
    mentor = MembershipFactory(institution__invitation_lapse_days=21)
    here = mentor.institution
    last = here.local_date() + timedelta(days=21)
    here.days_off = [[str(last), str(last + timedelta(days=3)), "Winter break"]]
    here.save()
    early, late = (MembershipFactory(institution=here) for _one in range(2))
    now = timezone.now()
    moved = send_invitation(late, mentor=mentor, help_asked="A grant", now=now)
    plain = send_invitation(early, mentor=mentor, help_asked="A grant", now=now - timedelta(days=1))

    assert [WHY in one for one in pages(mentor, moved, plain)] == [True, False]
    assert [WHY in one for one in pages(late, moved)] == [True]
    mails = OutboxMessage.objects.filter(kind="invitation_received").order_by("created_at")
    assert [WHY in " ".join(one.body_text.split()) for one in mails] == [True, False]

    here.days_off = []
    here.save()
    assert [WHY in one for one in pages(mentor, moved)] == [False]


def pages(member, *invitations) -> list[str]:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    texts = [
        client.get(reverse("networks:invitation", args=[one.pk])).content.decode()
        for one in invitations
    ]
    return [" ".join(text.split()) for text in texts]
