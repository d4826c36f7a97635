"""What mentors have learnt; the app that saw them learn it tells us here."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership, MentorTraining, User


@transaction.atomic
def note_training(
    member: Membership, *, name: str, completed_on: date, actor: User | None = None
) -> bool:
    """Note that *member* has completed a mentor skills program; whether that is news.

    The latest one is kept. The same one twice is once, and an older one changes nothing.
    """
    Membership.objects.select_for_update(no_key=True).values_list("pk").get(pk=member.pk)
    there = MentorTraining.objects.filter(member=member).first()
    if there is not None and there.completed_on >= completed_on:
        return False
    row, _made = MentorTraining.objects.update_or_create(
        member=member,
        defaults={
            "institution": member.institution,
            "name": name,
            "completed_on": completed_on,
        },
    )
    record(Verb.TRAINING_COMPLETED, actor=actor, institution=member.institution, subject=row)
    return True
