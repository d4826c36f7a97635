"""What a person chooses about email, and what becomes of an address that bounces."""

from __future__ import annotations

from datetime import date

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.urls import reverse

from mentornet.models import OutboxMessage
from profiles.models import Membership, Preferences
from tests.evaluations.check_ins.domain.test_asking import ask, here, pair
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def test_settings_keep_wishes_and_refuse_a_leave_that_ends_before_it_starts(here) -> None:
    member: Membership = MembershipFactory(institution=here)
    address = reverse("evaluations:delivery")
    given = {"check_ins_on_page": "on", "away_from": "2026-12-10", "away_until": "2026-12-01"}

    page = client_of(member).post(address, given).content.decode()
    assert "Choose a last day on or after the first day." in page
    client_of(member).post(address, given | {"away_until": "2026-12-20"})

    row = Preferences.objects.get()
    assert (row.check_ins_by_mail, row.check_ins_on_page) == (False, True)
    assert row.away_until == date(2026, 12, 20)


def bounce(address: str, kind: str) -> None:
    event = AnymailTrackingEvent(event_type=kind, recipient=address)
    tracking.send(sender=None, event=event, esp_name="Test")


def test_an_address_that_bounces_gets_no_check_ins_until_its_owner_says_it_works(here) -> None:
    tie = pair(here)
    bounce(tie.protege.user.email.upper(), "opened")
    assert not Preferences.objects.exists()
    bounce(tie.protege.user.email.upper(), "bounced")

    assert [one.recipient for one in ask()] == [tie.mentor.user.email]
    bounce(tie.mentor.user.email, "complained")
    assert OutboxMessage.objects.get(kind="check_in").state == "cancelled"
    Preferences.objects.filter(member=tie.mentor).delete()
    client_of(tie.protege).post(
        reverse("evaluations:delivery"), {"check_ins_by_mail": "on", "check_ins_on_page": "on"}
    )
    assert Preferences.objects.get().trouble == ""


def test_email_is_chosen_for_one_institution_and_replies_for_all(here) -> None:
    member: Membership = MembershipFactory(institution=here)
    elsewhere: Membership = MembershipFactory(user=member.user)
    # A person acts where they were last: without it, which of the two comes first is chance.
    member.user.last_membership = member
    member.user.save(update_fields=["last_membership"])

    client_of(member).post(reverse("evaluations:delivery"), {"surveys_by_mail": "on"})

    assert [one.member for one in Preferences.objects.all()] == [member]
    elsewhere.user.refresh_from_db()
    assert elsewhere.user.reply_to_me is False


def test_an_address_that_bounces_does_so_at_every_institution(here) -> None:
    member: Membership = MembershipFactory(institution=here)
    elsewhere: Membership = MembershipFactory(user=member.user)
    MembershipFactory(institution=here)

    bounce(member.user.email, "rejected")

    rows = Preferences.objects.values_list("member", "trouble")
    assert dict(rows) == {member.pk: "bounced", elsewhere.pk: "bounced"}
