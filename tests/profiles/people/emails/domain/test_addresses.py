"""Which emails are free, and who gets the one that is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import (
    AddressClaim,
    Membership,
    User,
)
from profiles.people.tasks import advance_emails
from tests.profiles.people.emails.steps import (
    browser_of,
    import_file,
    line,
    person,
)
from tests.profiles.people.emails.waiting import ADA, NEW, email_of

pytestmark = pytest.mark.django_db


def test_two_who_swap_and_both_agree_move_together(director, ada, institution) -> None:
    eve = person(institution, "2", "eve@school.example")
    import_file(director, line(ada, "eve@school.example"), line(eve, ADA))

    for one in (ada, eve):
        claim = AddressClaim.objects.get(user=one.user)
        browser_of(one.user).post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert (email_of(ada), email_of(eve)) == ("eve@school.example", ADA)


def test_unused_account_waits_for_an_email_in_use_until_it_was_free_for_long(
    director, ada, institution
) -> None:
    import_file(director, line(ada, NEW), f"2,{ADA},Eve,Later,full")
    eve = Membership.objects.get(external_id="2")
    claim = AddressClaim.objects.get()
    browser_of(ada.user).post(reverse("profiles:confirm_address", args=[claim.pk]))
    advance_emails()
    early = email_of(eve)
    AddressClaim.objects.update(decided_at=timezone.now() - timedelta(days=31))
    advance_emails()

    assert early.endswith("@waiting.invalid")
    assert email_of(eve) == ADA
    assert User.objects.get(pk=eve.user_id).is_active
    assert OutboxMessage.objects.filter(recipient=early, state="pending").count() == 0
