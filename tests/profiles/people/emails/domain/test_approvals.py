"""A new sign-in email of someone with a staff role waits for a second person."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import (
    Approval,
)
from profiles.vocabulary import StaffRoleKind
from tests.profiles.people.emails.steps import (
    browser_of,
    director_of,
    import_file,
    line,
    mails_to,
    person,
)
from tests.profiles.people.emails.waiting import ADA, NEW, claimed, email_of

pytestmark = pytest.mark.django_db


def test_second_director_approves_and_the_ombuds_confirms(director, institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[StaffRoleKind.OMBUDS])
    second = director_of(institution, "second@school.example")
    claim = claimed(director, ombuds)
    told_early = mails_to(ADA)
    second.post(reverse("profiles:approval_approve", args=[Approval.objects.get().pk]))

    browser_of(ombuds.user).post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert told_early == []
    assert email_of(ombuds) == NEW


def test_second_director_refuses(director, institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[StaffRoleKind.OMBUDS])
    second = director_of(institution, "second@school.example")
    claim = claimed(director, ombuds)

    second.post(reverse("profiles:approval_refuse", args=[Approval.objects.get().pk]))

    claim.refresh_from_db()
    assert (claim.state, email_of(ombuds)) == ("refused", ADA)


def test_later_change_drops_the_request(director, institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[StaffRoleKind.OMBUDS])
    claimed(director, ombuds)

    import_file(director, line(ombuds, ADA))

    assert not Approval.objects.waiting().exists()
