"""What a second person's yes and no do to a new sign-in email of someone with a staff role."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.institution.domain import approvals
from profiles.institution.domain.audit import record
from profiles.models import AddressClaim, Approval, User
from profiles.people.emails.domain import notices
from profiles.people.emails.domain.addresses import elsewhere, unavailable
from profiles.people.emails.domain.claims import (
    ClaimDecided,
    carry_out,
    end_claims,
    lock_for_update,
)

State = AddressClaim.State


def connect() -> None:
    """Say what the second person's yes and no do. Called once at start-up."""
    approvals.register(Approval.Kind.ADDRESS_CLAIM, _approved, _refused, describe=_described)


def _approved(approval: Approval, *, by: User) -> None:
    locked = lock_for_update(AddressClaim(pk=approval.subject_id))
    if not locked.is_waiting:
        raise ClaimDecided
    now = timezone.now()
    locked.approved_at = now
    if locked.due_at is not None:
        locked.due_at = now + timedelta(days=locked.institution.address_claim_days)
    locked.save(update_fields=["approved_at", "due_at"])
    record(Verb.ADDRESS_CLAIM_APPROVED, actor=by, institution=locked.institution, subject=locked)
    unused = locked.user.activated_at is None and not elsewhere(
        [locked.user_id], locked.institution
    )
    if unused and locked.address not in unavailable([locked.address], now=now):
        carry_out([locked], state=State.CONFIRMED, now=now)
    else:
        notices.notify_claims([locked])


def _refused(approval: Approval, *, by: User | None) -> None:
    locked = lock_for_update(AddressClaim(pk=approval.subject_id))
    if locked.is_waiting:
        end_claims([locked], state=State.REFUSED, by=by, now=timezone.now())
        record(Verb.ADDRESS_CLAIM_REFUSED, actor=by, institution=locked.institution, subject=locked)


def _described(approval: Approval) -> str:
    claim = AddressClaim.objects.select_related("membership").get(pk=approval.subject_id)
    return _("%(name)s would sign in with %(new)s instead of %(old)s.") % {
        "name": claim.membership.name,
        "new": claim.address,
        "old": claim.old_address,
    }
