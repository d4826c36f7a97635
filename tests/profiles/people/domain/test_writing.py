"""What a director writes by hand is one email a person and day, and answers go to them."""

from __future__ import annotations

import pytest

from mentornet.mail.outbox import OutboxMessage, queue_messages
from profiles.models import Membership
from profiles.people.domain.writing import written_message
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_same_text_about_the_same_is_sent_once_a_day_and_answers_go_to_who_wrote() -> None:
    by: Membership = MembershipFactory()
    to: Membership = MembershipFactory(institution=by.institution)

    for about, text in (
        ("rooms", "Where?"),
        ("rooms", "Where?"),
        ("rooms", "When?"),
        ("x", "Where?"),
    ):
        mail = written_message(
            about,
            to=to,
            by=by,
            subject="Rooms",
            text=text,
            template="facilitators",
            context={"groups": [("Tuesdays", "https://mentornet.example/g")]},
        )
        queue_messages([mail])

    sent = OutboxMessage.objects.order_by("pk")
    assert sorted("Where?" in one.body_text for one in sent) == [False, True, True]
    assert {one.recipient for one in sent} == {to.user.email}
    assert {one.headers["Reply-To"] for one in sent} == {f"{by.name} <{by.user.email}>"}
