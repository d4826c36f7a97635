"""When no one signs in any more: a new email takes over, and what is confidential stays closed.

A login is *unproven* from then on: who signs in with the new email alone is let in nowhere. It
opens again by anything that the owner had before (`prove`), or when the ombuds and an operator both
say that they know who it is (`vouch`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import AddressClaim, Institution, Membership, User
from profiles.people.emails.domain import claims as domain
from profiles.people.emails.domain.addresses import elsewhere, unavailable
from profiles.people.emails.rules import may_vouch
from profiles.sign_on.domain.sessions import EndReason, end_sessions
from profiles.vocabulary import StaffRoleKind

logger = logging.getLogger(__name__)
State = AddressClaim.State
LATER = timedelta(days=1)


class NotProven(DomainError):
    code = "not_proven"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This sign-in does not yet show that the account is yours. Use a password, a "
                "passkey, an authenticator app, or a single sign-on that you had before the "
                "email changed."
            )
        )


class MayNotVouch(DomainError):
    code = "may_not_vouch"

    def __init__(self) -> None:
        super().__init__(_("Someone else has to vouch for this person."))


def advance_claims(institution: Institution, *, now: datetime | None = None) -> int:
    """Carry out the claims whose time has come; return how many. One that fails stops no other. Idempotent."""
    moment = now or timezone.now()
    waiting = AddressClaim.objects.of(institution).waiting()
    done = 0
    for claim in waiting.filter(due_at__lte=moment, confirmed_at=None).order_by("due_at", "id"):
        done += _tried(take_over, claim, now=moment)
    for claim in waiting.filter(confirmed_at__isnull=False).order_by("confirmed_at", "id"):
        done += _tried(domain.finish_confirmed, claim, now=moment)
    return done


def _tried(act: Any, claim: AddressClaim, *, now: datetime) -> int:
    try:
        return int(act(claim, now=now))
    except Exception:
        logger.exception("A change of email could not be advanced: %s", claim.pk)
        return 0


@transaction.atomic
def take_over(claim: AddressClaim, *, now: datetime) -> bool:
    """Let the new email take over and close what is confidential; whether it did.

    Only where no one has signed in meanwhile, this institution alone has the person now, and the
    email is free. Otherwise it is looked at again later.
    """
    locked = domain.lock_for_update(claim)
    user, member = locked.user, locked.membership
    if (
        not locked.is_waiting
        or locked.waits_for_approval
        or locked.due_at is None
        or locked.due_at > now
    ):
        return False
    days = timedelta(days=locked.institution.address_claim_days)
    if user.last_login is not None and user.last_login > locked.asked_at:
        # Someone signs in as before, so there is something left: it stays theirs to decide.
        return _put_off(locked, max(user.last_login + days, now + LATER))
    alone = not elsewhere([user.pk], locked.institution).get(user.pk)
    is_staff = user.is_staff or user.is_superuser
    if not alone or is_staff or not member.is_current:
        return _put_off(locked, None)
    if locked.address in unavailable([locked.address], now=now):
        return _put_off(locked, now + LATER)
    User.objects.filter(pk=user.pk).update(unproven_since=now)
    end_sessions(user, reason=EndReason.ADDRESS)
    domain.carry_out([locked], state=State.TAKEN_OVER, now=now)
    record(
        Verb.ADDRESS_CLAIM_TAKEN_OVER, actor=None, institution=locked.institution, subject=locked
    )
    return True


def _put_off(claim: AddressClaim, until: datetime | None) -> bool:
    claim.due_at = until
    claim.save(update_fields=["due_at"])
    return False


def is_proven_by(records: Sequence[Mapping[str, Any]], user: User) -> bool:
    """Return whether a session with these sign-in *records* shows that *user*'s owner is behind it.

    Counts what they had before the email was claimed: the same password, an authenticator or passkey,
    a linked single sign-on. A code that was mailed to the new email does not, nor a password reset.
    """
    claim = (
        AddressClaim.objects.filter(user=user, state=State.TAKEN_OVER)
        .order_by("-decided_at")
        .first()
    )
    if claim is None:
        return False
    return any(_proves(record_, user, claim) for record_ in records)


def _proves(said: Mapping[str, Any], user: User, claim: AddressClaim) -> bool:
    method = said.get("method")
    if method == "password":
        return bool(claim.password_mark) and domain.password_mark(user) == claim.password_mark
    if method == "mfa":
        had = Authenticator.objects.filter(user=user, created_at__lt=claim.asked_at)
        return had.filter(pk=said.get("id")).exists()
    if method == "socialaccount":
        linked = SocialAccount.objects.filter(user=user, date_joined__lt=claim.asked_at)
        return linked.filter(provider=said.get("provider"), uid=said.get("uid")).exists()
    return False


@transaction.atomic
def prove(user: User, *, records: Sequence[Mapping[str, Any]]) -> None:
    """Open a login to its owner, who has signed in by something from before. Raises NotProven."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.unproven_since is None:
        return
    if not is_proven_by(records, locked):
        raise NotProven
    _open(locked)
    for membership in (
        Membership.objects.current().filter(user=locked).select_related("institution")
    ):
        record(
            Verb.LOGIN_PROVEN, actor=locked, institution=membership.institution, subject=membership
        )


@transaction.atomic
def vouch(claim: AddressClaim, *, by: User) -> AddressClaim:
    """Say that one knows who uses the login now; the second of ombuds and operator opens it.

    Where the institution has no other ombuds, a director who did not ask for the change stands in.
    Raises MayNotVouch.
    """
    locked = domain.lock_for_update(claim)
    if locked.state != State.TAKEN_OVER or not may_vouch(by, locked, has_ombuds=has_ombuds(locked)):
        raise MayNotVouch
    if by.is_superuser:
        locked.vouched_by_operator = by
    else:
        locked.vouched_by = by
    locked.save(update_fields=["vouched_by", "vouched_by_operator"])
    record(Verb.ADDRESS_CLAIM_VOUCHED, actor=by, institution=locked.institution, subject=locked)
    if locked.vouched_by_id and locked.vouched_by_operator_id:
        _open(User.objects.select_for_update().get(pk=locked.user_id))
        record(
            Verb.LOGIN_OPENED, actor=by, institution=locked.institution, subject=locked.membership
        )
    return locked


def has_ombuds(claim: AddressClaim) -> bool:
    """Return whether the institution has an ombuds besides the person whom *claim* is about."""
    staff = Membership.objects.current().of(claim.institution).exclude(pk=claim.membership_id)
    return staff.filter(offices__contains=[StaffRoleKind.OMBUDS]).exists()


def _open(user: User) -> None:
    user.unproven_since = None
    user.save(update_fields=["unproven_since"])
