"""People from outside the roster: an ombuds, a facilitator, a guest.

They join by their own yes: with a new login, which they activate, or with one that they have, while
signed in (see profiles/people/emails/domain/membership_offers.py). The institution is not told which of the two.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.mail.addresses import is_of_test
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution, Membership, User
from profiles.people.domain.activation import send_activation_mail
from profiles.people.emails.domain.membership_offers import logins_for, offer_memberships
from profiles.people.staff_roles.domain.granting import (
    Granted,
    check_revocation,
    grant_role,
    lock_member,
    may_change_roles,
)
from profiles.people.staff_roles.errors import MayNotGrant
from profiles.signals import membership_ended
from profiles.vocabulary import StaffRoleKind


class AlreadyHere(DomainError):
    code = "already_here"

    def __init__(self) -> None:
        super().__init__(
            _("Someone here already has this email. Grant them the role under Staff roles.")
        )


class TestAddress(DomainError):
    code = "test_address"

    def __init__(self) -> None:
        super().__init__(_("Emails at this domain are those of test institutions."))


class OnTheRoster(DomainError):
    code = "on_the_roster"

    def __init__(self) -> None:
        super().__init__(_("This person is on the roster. The roster decides when they leave."))


class NameMissing(DomainError):
    code = "name_missing"

    def __init__(self) -> None:
        super().__init__(_("Enter a first name or a last name."))


@transaction.atomic
def invite_from_outside(
    institution: Institution,
    *,
    email: str,
    given_name: str,
    family_name: str,
    affiliation: str,
    role: str = "",
    by: User,
) -> Granted | None:
    """Invite someone by mail, and grant *role* or ask a second person to; None without a role.

    Raises MayNotGrant, NameMissing, TestAddress, AlreadyHere and what grant_role raises.
    """
    if not may_change_roles(institution, by):
        raise MayNotGrant
    given_name, family_name = given_name.strip(), family_name.strip()
    if not (given_name or family_name):
        raise NameMissing
    Institution.objects.select_for_update().get(pk=institution.pk)
    email, now = email.strip().lower(), timezone.now()
    # A login of a test institution is never asked to join another one.
    if is_of_test(email):
        raise TestAddress
    if Membership.objects.of(institution).filter(address__iexact=email).exists():
        raise AlreadyHere
    logins = logins_for([email], at=institution, now=now)
    member = Membership.objects.create(
        institution=institution,
        user=logins.by_email[email],
        address=email,
        external_id=f"outside-{uuid4().hex}",
        given_name=given_name,
        family_name=family_name,
        affiliation=affiliation,
        source=Membership.Source.INVITED,
        rank="",
        start_date=institution.local_date(),
    )
    record(Verb.OUTSIDE_MEMBER_INVITED, actor=by, institution=institution, subject=member)
    if logins.waiting:
        offer_memberships(institution, [(member.pk, email)], now=now)
    else:
        send_activation_mail(member)
    return grant_role(member, role=StaffRoleKind(role), by=by) if role else None


@transaction.atomic
def end_from_outside(member: Membership, *, by: User) -> None:
    """End the membership of someone from outside, with their roles. Idempotent.

    Raises MayNotGrant, OnTheRoster and LastDirector.
    """
    lock_roster(member.institution)
    row = lock_member(member)
    if not may_change_roles(row.institution, by):
        raise MayNotGrant
    if not row.is_from_outside:
        raise OnTheRoster
    if not row.is_current:
        return
    check_revocation(row, role=StaffRoleKind.DIRECTOR)
    row.end_date = max(row.institution.local_date(), row.start_date or row.institution.local_date())
    row.save(update_fields=["end_date"])
    record(Verb.MEMBERSHIP_ENDED, actor=by, institution=row.institution, subject=row)
    announce(events.MEMBER_ENDED, row)
    membership_ended.send(sender=Membership, membership=row)
