"""A newcomer's chief suggests an onboarding mentor; those who run the program decide.

The chief learns nothing: what they suggest is always taken, whatever has come of it, of another
suggestion, or of the people's own answers.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from matching.newcomers.errors import InLineOfSupervision, NotSuggestible
from matching.newcomers.models import MentorSuggestion, Newcomer
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership
from profiles.people.domain.supervision import supervisors_of


@transaction.atomic
def suggest_mentor(newcomer: Newcomer, *, by: Membership, mentor: Membership) -> MentorSuggestion:
    """Note whom the chief *by* suggests; one more replaces the one before. Idempotent. No one is told.

    Raise NotSuggestible for the newcomer and for who has left, and InLineOfSupervision.
    """
    held = (
        Newcomer.objects.select_for_update(of=("self",))
        .select_related("member", "institution")
        .get(pk=newcomer.pk)
    )
    here = mentor.institution_id == held.institution_id and mentor.is_current
    if not here or mentor.pk == held.member_id:
        raise NotSuggestible
    if mentor.pk == by.pk or mentor.pk in supervisors_of(held.member):
        raise InLineOfSupervision
    row = MentorSuggestion.objects.filter(newcomer=held, by=by).first()
    if row is not None and row.mentor_id == mentor.pk:
        return row
    row = row or MentorSuggestion(institution=held.institution, newcomer=held, by=by)
    row.mentor, row.made_at = mentor, timezone.now()
    row.save()
    record(
        Verb.NEWCOMER_MENTOR_SUGGESTED, actor=by.user, institution=held.institution, subject=held
    )
    return row
