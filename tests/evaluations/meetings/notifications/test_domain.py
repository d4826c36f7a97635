"""What a person wants to be told: one click ends one kind of mail, and an address that bounces gets none."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core import signing
from django.test import Client
from django.urls import reverse

from evaluations.meetings.notifications.domain import UNSUBSCRIBE_SALT, Mail, unsubscribe_links
from evaluations.models import Delivery
from mentornet.mail.marks import mark_of
from mentornet.models import OutboxMessage
from profiles.models import Membership
from tests.evaluations.check_ins.domain.test_asking import ask, here, pair
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_one_click_of_a_mail_program_ends_the_mails_and_a_fetch_does_not(here, client) -> None:
    tie = pair(here)
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)
    path = urlsplit(message.headers["List-Unsubscribe"].strip("<>")).path

    client.get(path)
    assert not Delivery.objects.exists()
    Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert Delivery.objects.get(member=tie.protege).check_ins_by_mail is False
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

    row = Delivery.objects.get()
    wishes = ("check_ins_by_mail", "meetings_by_mail", "reports_by_mail")
    assert [name for name in wishes if not getattr(row, name)] == [wish]


def test_links_of_the_first_mails_still_end_check_ins(here, client) -> None:
    member = MembershipFactory(institution=here)
    token = signing.dumps(member.pk.hex, salt=UNSUBSCRIBE_SALT)

    client.post(reverse("evaluations:unsubscribe", args=[token]))

    assert Delivery.objects.get().check_ins_by_mail is False


def test_settings_keep_wishes_and_refuse_a_leave_that_ends_before_it_starts(here) -> None:
    member: Membership = MembershipFactory(institution=here)
    address = reverse("evaluations:delivery")
    given = {"check_ins_on_page": "on", "away_from": "2026-12-10", "away_until": "2026-12-01"}

    page = client_of(member).post(address, given).content.decode()
    assert "Choose a day after the first one." in page
    client_of(member).post(address, given | {"away_until": "2026-12-20"})

    row = Delivery.objects.get()
    assert (row.check_ins_by_mail, row.check_ins_on_page) == (False, True)
    assert row.away_until == date(2026, 12, 20)


def bounce(address: str, kind: str) -> None:
    event = AnymailTrackingEvent(event_type=kind, recipient=address)
    tracking.send(sender=None, event=event, esp_name="Test")


def test_an_address_that_bounces_gets_no_check_ins_until_its_owner_says_it_works(here) -> None:
    tie = pair(here)
    bounce(tie.protege.user.email.upper(), "opened")
    assert not Delivery.objects.exists()
    bounce(tie.protege.user.email.upper(), "bounced")

    assert [one.recipient for one in ask()] == [tie.mentor.user.email]
    bounce(tie.mentor.user.email, "complained")
    assert OutboxMessage.objects.get(kind="check_in").state == "cancelled"
    Delivery.objects.filter(member=tie.mentor).delete()
    client_of(tie.protege).post(
        reverse("evaluations:delivery"), {"check_ins_by_mail": "on", "check_ins_on_page": "on"}
    )
    assert Delivery.objects.get().trouble == ""
