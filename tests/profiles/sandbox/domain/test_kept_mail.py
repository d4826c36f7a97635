from __future__ import annotations

import pytest

from mentornet.mail.outbox import queue_message, send_due
from profiles.models import Membership
from profiles.sandbox.domain.kept_mail import addressed, kept_mail, one_kept
from profiles.sandbox.domain.making import create_sandbox
from profiles.vocabulary import StaffRoleKind
from tests.factories.profiles import MembershipFactory

pytestmark = pytest.mark.django_db


def test_mail_is_told_by_the_person_it_is_for_and_not_in_another_institution() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    invented = Membership.objects.of(sandbox).get(external_id="T001")
    for to in (invented.user.email, "guest@elsewhere.example"):
        queue_message(
            key=f"kept:{to}",
            to=to,
            subject="Kept",
            template="break_glass",
            context={},
            institution=sandbox,
        )
    send_due()
    kept = addressed(kept_mail(sandbox).filter(subject="Kept"), sandbox=sandbox)
    assert {(one.to, one.member) for one in kept} == {
        ("amara.okafor@people.example", invented),
        ("guest@elsewhere.example", None),
    }
    assert one_kept(sandbox, kept[0].message.pk) == kept[0]
    assert one_kept(director.institution, kept[0].message.pk) is None
