"""One click ends one kind of mail, without signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from evaluations.meetings.notifications.domain import UNSUBSCRIBE_SALT, unsubscribe_links
from mentornet.mail.marks import mark_of
from mentornet.models import OutboxMessage
from profiles.models import Preferences
from profiles.people.domain.preferences import Mail
from tests.evaluations.check_ins.domain.test_asking import ask, here, pair
from tests.factories import MembershipFactory

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_one_click_of_a_mail_program_ends_the_mails_and_a_fetch_does_not(here, client) -> None:
    tie = pair(here)
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)
    path = urlsplit(message.headers["List-Unsubscribe"].strip("<>")).path

    client.get(path)
    assert not Preferences.objects.exists()
    Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert Preferences.objects.get(member=tie.protege).check_ins_by_mail is False
    # What was waiting to be sent to them is not sent any more; the other side's is.
    states = OutboxMessage.objects.filter(kind="check_in").values_list("recipient_mark", "state")
    assert dict(states) == {
        mark_of(tie.protege.user.email): "cancelled",
        mark_of(tie.mentor.user.email): "pending",
    }


@pytest.mark.parametrize(
    ("mail", "wish"),
    [(Mail.MEETINGS, "meetings_by_mail"), (Mail.REPORTS, "reports_by_mail")],
)
def test_a_link_ends_its_own_kind_of_mail_alone(here, client, mail: Mail, wish: str) -> None:
    member = MembershipFactory(institution=here)

    client.post(urlsplit(unsubscribe_links([member], mail)[member.pk]).path)

    row = Preferences.objects.get()
    wishes = ("check_ins_by_mail", "meetings_by_mail", "reports_by_mail")
    assert [name for name in wishes if not getattr(row, name)] == [wish]


def test_links_of_the_first_mails_still_end_check_ins(here, client) -> None:
    member = MembershipFactory(institution=here)
    token = signing.dumps(member.pk.hex, salt=UNSUBSCRIBE_SALT)

    client.post(reverse("evaluations:unsubscribe", args=[token]))

    assert Preferences.objects.get().check_ins_by_mail is False
