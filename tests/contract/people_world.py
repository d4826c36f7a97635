"""What the access matrix's world has of emails that wait and of institutions to join."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from profiles.models import AddressClaim, Institution, Membership
from profiles.people.emails.domain.membership_offers import offer_memberships
from tests.factories import MembershipFactory, UserFactory


def add_people(
    rows: dict[str, Any], *, claimed: Membership, offered: Membership, there: Institution
) -> None:
    """A claim on the email of *claimed*, and an offer to *offered* to join *there*."""
    claim = AddressClaim.objects.create(
        institution=claimed.institution,
        membership=claimed,
        user=claimed.user,
        old_address=claimed.user.email,
        address="another@school.example",
        asked_at=timezone.now(),
    )
    new = MembershipFactory(
        institution=there, user=UserFactory(is_active=False), address=offered.user.email
    )
    offer_memberships(there, [(new.pk, new.address)], now=timezone.now())
    rows |= {
        "address_claim": claim,
        "offer_to_join": new.offer_to_join,
        "stop_token": links.issue(Purpose.STOP_ADDRESS_CLAIM, holder=claimed.user, subject=claim),
    }
