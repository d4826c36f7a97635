"""What a second person's yes and no do to a new sign-in email of somebody with a staff role."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.institution.domain import approvals
from profiles.institution.domain.audit import record
from profiles.models import AddressClaim, Approval, User
from profiles.people.emails.domain import notices
from profiles.people.emails.domain.addresses import elsewhere, unavailable
from profiles.people.emails.domain.claims import ClaimDecided, carry_out, end_claims, lock_claim

State = AddressClaim.State


def connect() -> None:
    """Say what the second person's yes and no do. Called once at start-up."""
    approvals.register(Approval.Kind.ADDRESS_CLAIM, _approved, _refused, describe=_described)


def _approved(approval: Approval, *, by: User) -> None:
    held = lock_claim(AddressClaim(pk=approval.subject_id))
    if not held.is_waiting:
        raise ClaimDecided
    now = timezone.now()
    held.approved_at = now
    if held.due_at is not None:
        held.due_at = now + timedelta(days=held.institution.address_claim_days)
    held.save(update_fields=["approved_at", "due_at"])
    record("address_claim.approved", actor=by, institution=held.institution, subject=held)
    unused = held.user.activated_at is None and not elsewhere([held.user_id], held.institution)
    if unused and held.address not in unavailable([held.address], now=now):
        carry_out([held], state=State.CONFIRMED, now=now)
    else:
        notices.tell_of_claims([held])


def _refused(approval: Approval, *, by: User | None) -> None:
    held = lock_claim(AddressClaim(pk=approval.subject_id))
    if held.is_waiting:
        end_claims([held], state=State.REFUSED, by=by, now=timezone.now())
        record("address_claim.refused", actor=by, institution=held.institution, subject=held)


def _described(approval: Approval) -> str:
    claim = AddressClaim.objects.select_related("membership").get(pk=approval.subject_id)
    return _("%(name)s would sign in with %(new)s instead of %(old)s.") % {
        "name": claim.membership.name,
        "new": claim.address,
        "old": claim.old_address,
    }
