"""Both mailboxes learn of a new sign-in email, and neither what the account holds."""

from __future__ import annotations

import pytest

from profiles.models import (
    AddressClaim,
)
from tests.factories import MembershipFactory
from tests.profiles.people.emails.steps import (
    import_file,
    line,
    mails_to,
)
from tests.profiles.people.emails.waiting import ADA, NEW, email_of

pytestmark = pytest.mark.django_db


def test_unused_account_gets_the_email_at_once_and_both_are_told(institution, director) -> None:
    new = MembershipFactory(institution=institution, external_id="1", user__email=ADA)

    import_file(director, line(new, NEW))

    assert email_of(new) == NEW
    assert not AddressClaim.objects.exists()
    assert (mails_to(ADA), mails_to(NEW)) == (["address_moved"], ["address_moved"])
