"""An email that waits: how it comes about, and what becomes of it with time."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from profiles.models import (
    AddressClaim,
    Institution,
    Membership,
    User,
)
from profiles.people.emails.domain import takeover
from tests.profiles.people.emails.steps import (
    import_file,
    line,
)

ADA, NEW = "ada@school.example", "ada@new.example"


def claimed(director: Client, member: Membership, email: str = NEW) -> AddressClaim:
    import_file(director, line(member, email))
    return AddressClaim.objects.get(membership=member, state="waiting")


def email_of(member: Membership) -> str:
    return User.objects.get(pk=member.user_id).email


def after(institution: Institution, **time: int) -> int:
    return takeover.advance_claims(institution, now=timezone.now() + timedelta(**time))
