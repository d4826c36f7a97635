"""Joining an institution with a login that one has: offered by the roster, decided by the person.

To the institution, someone who has not answered looks like anyone else who has not signed in yet.
So no answer, no list and no figure of its own tells whether there is a login elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.jobs.wake import enqueue_on_commit
from mentornet.mail.addresses import is_of_test
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership, MembershipOffer, StaffRole, User
from profiles.people.emails.domain import notices
from profiles.people.emails.domain.addresses import (
    NOWHERE,
    give_emails,
    login_that_waits,
    nowhere,
    test_login,
    unavailable,
)

if TYPE_CHECKING:
    from profiles.people.emails.models import MembershipOfferQuerySet

logger = logging.getLogger(__name__)
State = MembershipOffer.State
TELL = "profiles.people.tasks.tell_of_offers"
BATCH = 1_000


class OfferDecided(DomainError):
    code = "offer_decided"

    def __init__(self) -> None:
        super().__init__(_("This invitation was withdrawn, or already answered."))


class EmailNotProven(DomainError):
    code = "email_not_proven"

    def __init__(self) -> None:
        super().__init__(
            _(
                "First confirm that the invited email is yours. Sign out, then sign in with a code "
                "that we send there."
            )
        )


class AlreadyMember(DomainError):
    code = "already_member"

    def __init__(self) -> None:
        super().__init__(_("You already belong to this institution."))


class RoleForOperator(DomainError):
    code = "role_for_operator"

    def __init__(self) -> None:
        super().__init__(
            _("You run the service, so you can't take a staff role. Ask the institution to end it.")
        )


class _Waiting(Protocol):
    @property
    def member(self) -> UUID: ...
    @property
    def login(self) -> UUID: ...
    @property
    def new(self) -> str: ...


@dataclass(frozen=True)
class Logins:
    """Logins for new people of a roster, by their email, and those that still wait for theirs."""

    by_email: dict[str, User]
    waiting: frozenset[str]


def logins_for(emails: Iterable[str], *, at: Institution, now: datetime) -> Logins:
    """Make a login for each of *emails*; where the email is not free, one that no one can use.

    In a test institution each gets a test login: whose email it may be in real life is not asked.
    """
    wanted = list(emails)
    if at.is_sandbox:
        own = {email: test_login() for email in wanted}
        User.objects.bulk_create(own.values(), batch_size=BATCH)
        return Logins(own, frozenset())
    taken = unavailable(wanted, now=now)
    made: dict[str, User] = {}
    for email in wanted:
        login = login_that_waits()
        if email not in taken and not is_of_test(email):
            login.email, login.is_active = email, True
        made[email] = login
    User.objects.bulk_create(made.values(), batch_size=BATCH)
    return Logins(made, frozenset(email for email, one in made.items() if not one.is_active))


def offer_memberships(
    institution: Institution, members: Sequence[tuple[UUID, str]], *, now: datetime
) -> None:
    """Ask the owners of logins to join: *members* are new rows whose login waits, with their email.

    A task tells them, so that the answer to the institution takes no longer with them than without.
    """
    MembershipOffer.objects.bulk_create(
        [
            MembershipOffer(institution=institution, membership_id=pk, address=email, made_at=now)
            for pk, email in members
        ],
        batch_size=BATCH,
    )
    enqueue_on_commit(TELL, str(institution.pk))


def wait_for_emails(institution: Institution, moves: Sequence[_Waiting], *, now: datetime) -> None:
    """Let logins that no one uses wait for an email that is not free; offers follow to the new one."""
    if not moves:
        return
    give_emails({one.login: nowhere() for one in moves})
    MembershipOffer.objects.filter(membership__in=[one.member for one in moves]).delete()
    offer_memberships(institution, [(one.member, one.new) for one in moves], now=now)


def settle_login(logins: Sequence[UUID], *, now: datetime) -> None:
    """Close the offers of those whose login has an email of its own again."""
    MembershipOffer.objects.open().filter(membership__user__in=logins).update(
        state=State.SETTLED, decided_at=now
    )


def offers_to(user: User) -> MembershipOfferQuerySet:
    """Return the offers that *user* can answer now."""
    offers: MembershipOfferQuerySet = (
        MembershipOffer.objects.visible_to(user)
        .filter(membership__end_date=None)
        .select_related("institution", "membership")
    )
    return offers


@transaction.atomic
def accept(offer: MembershipOffer, *, by: User, now: datetime | None = None) -> Membership:
    """Join the institution with the login *by*; what it has elsewhere stays there.

    Raises OfferDecided, EmailNotProven, AlreadyMember and RoleForOperator.
    """
    moment = now or timezone.now()
    locked = _lock_for_update(offer, by=by)
    if not EmailAddress.objects.filter(
        user=by, email__iexact=locked.address, verified=True
    ).exists():
        raise EmailNotProven
    member = locked.membership
    has_role = StaffRole.objects.open().filter(membership=member).exists()
    if has_role and (by.is_staff or by.is_superuser):
        raise RoleForOperator
    waited = member.user_id
    member.user, member.joined_at = by, moment
    try:
        with transaction.atomic():
            member.save(update_fields=["user", "joined_at"])
    except IntegrityError as error:
        raise AlreadyMember from error
    _decide(locked, State.ACCEPTED, moment)
    User.objects.filter(pk=waited, email__endswith=f"@{NOWHERE}", memberships=None).delete()
    record(Verb.ACCOUNT_ACTIVATED, actor=by, institution=member.institution, subject=member)
    announce(events.MEMBER_ACTIVATED, member)
    record(Verb.MEMBERSHIP_OFFER_ACCEPTED, actor=by, institution=member.institution, subject=locked)
    return member


@transaction.atomic
def decline(offer: MembershipOffer, *, by: User, now: datetime | None = None) -> MembershipOffer:
    """Say no; the institution is not told, and is asked for nothing more. Raises OfferDecided."""
    locked = _lock_for_update(offer, by=by)
    _decide(locked, State.DECLINED, now or timezone.now())
    record(Verb.MEMBERSHIP_OFFER_DECLINED, actor=by, institution=locked.institution, subject=locked)
    return locked


def notify_offers(institution: Institution, *, now: datetime | None = None) -> int:
    """Mail those who were not told yet; return how many. One that fails stops no other. Idempotent."""
    moment = now or timezone.now()
    notified = 0
    waiting = MembershipOffer.objects.of(institution).filter(state=State.WAITING, told_at=None)
    for offer in waiting.select_related("institution", "membership"):
        try:
            with transaction.atomic():
                notified += _notify(offer, moment)
        except Exception:
            logger.exception("An offer to join could not be told: %s", offer.pk)
    return notified


def ask_again(institution: Institution, *, now: datetime) -> None:
    """Ask those who have not answered once more, at most once a day."""
    waiting = MembershipOffer.objects.of(institution).filter(state=State.WAITING)
    waiting.filter(told_at__lt=now - timedelta(days=1)).update(told_at=None)
    enqueue_on_commit(TELL, str(institution.pk))


def settle_offers(institution: Institution, *, now: datetime | None = None) -> int:
    """Give the logins that wait the emails that became free. Return how many. Idempotent."""
    moment = now or timezone.now()
    open_ones = list(
        MembershipOffer.objects.of(institution).open().select_related("membership__user")
    )
    taken = unavailable({one.address for one in open_ones}, now=moment)
    free = [
        one
        for one in open_ones
        if one.address not in taken and one.membership.user.email.endswith(f"@{NOWHERE}")
    ]
    with transaction.atomic():
        give_emails({one.membership.user_id: one.address for one in free})
        settle_login([one.membership.user_id for one in free], now=moment)
    return len(free)


def _lock_for_update(offer: MembershipOffer, *, by: User) -> MembershipOffer:
    rows = MembershipOffer.objects.select_for_update(of=("self",))
    locked: MembershipOffer = rows.select_related("membership__institution", "institution").get(
        pk=offer.pk
    )
    is_open = locked.state in (State.WAITING, State.DECLINED) and locked.membership.is_current
    if not is_open or locked.address != by.email.lower():
        raise OfferDecided
    return locked


def _decide(offer: MembershipOffer, state: str, now: datetime) -> None:
    offer.state, offer.decided_at = state, now
    offer.save(update_fields=["state", "decided_at"])


def _notify(offer: MembershipOffer, now: datetime) -> int:
    """Mail the one who can answer; an email that is only being kept free belongs to no one to ask."""
    MembershipOffer.objects.filter(pk=offer.pk, told_at=None).update(told_at=now)
    owner = User.objects.filter(email__iexact=offer.address, is_active=True).first()
    if owner is None or not offers_to(owner).filter(pk=offer.pk).exists():
        return 0
    notices.notify_offer(offer, owner)
    return 1
