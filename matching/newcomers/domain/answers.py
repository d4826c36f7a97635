"""What those who run a program say of a newcomer: that they need no onboarding mentor, or do after all."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from matching.newcomers.models import Newcomer
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import User


@transaction.atomic
def set_aside(newcomer: Newcomer, *, actor: User) -> bool:
    """Stop waiting for a mentor for this person; return whether that is new. No one is told."""
    held = _lock_for_update(newcomer)
    if held.set_aside_at is not None:
        return False
    held.set_aside_at = timezone.now()
    held.save(update_fields=["set_aside_at"])
    record(Verb.NEWCOMER_SET_ASIDE, actor=actor, institution=held.institution, subject=held)
    return True


@transaction.atomic
def put_back(newcomer: Newcomer, *, actor: User) -> bool:
    """Let this person wait for a mentor again; return whether that is new."""
    held = _lock_for_update(newcomer)
    if held.set_aside_at is None:
        return False
    held.set_aside_at = None
    held.save(update_fields=["set_aside_at"])
    record(Verb.NEWCOMER_PUT_BACK, actor=actor, institution=held.institution, subject=held)
    return True


def _lock_for_update(newcomer: Newcomer) -> Newcomer:
    held: Newcomer = (
        Newcomer.objects.select_for_update(of=("self",))
        .select_related("institution")
        .get(pk=newcomer.pk)
    )
    return held
