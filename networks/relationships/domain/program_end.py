"""Ending a relationship that a program made, by those who run the program: both people are told."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.relationships.errors import TieClosed
from networks.relationships.models import Tie
from networks.signals import formal_tie_ended
from profiles.institution.domain import audit
from profiles.models import Membership
from profiles.people.domain.preferences import reply_to


@transaction.atomic
def end_for_program(tie: Tie, *, by: Membership, program: str, words: str = "") -> Tie:
    """End an active relationship for the program that made it, and email both people at once.

    Neither of the two is named as the one who ended it, or who asked for it. *by* runs the program, which is called
    *program*; *words* go to both. Idempotent; raise TieClosed for one that is not active.
    """
    locked: Tie = (
        Tie.objects.select_for_update(of=("self",))
        .select_related("institution", "protege__user", "mentor__user")
        .get(pk=tie.pk)
    )
    if locked.state == Tie.State.ENDED:
        return locked
    if locked.state != Tie.State.ACTIVE or locked.mentor is None:
        raise TieClosed
    today = locked.institution.local_date()
    locked.state, locked.ended_by, locked.ended_as = Tie.State.ENDED, None, ""
    locked.ended_on = max(today, locked.started_on or today)
    locked.save(update_fields=["state", "ended_on", "ended_by", "ended_as"])
    event = audit.record(
        Verb.TIE_ENDED, actor=by.user, institution=locked.institution, subject=locked
    )
    formal_tie_ended.send(sender=Tie, tie=locked, final_at=timezone.now())
    people = [one for one in (locked.protege, locked.mentor) if one.is_current]
    queue_messages(
        [
            _message(locked, to=one, by=by, program=program, words=words, key=f"{event.pk}")
            for one in people
        ]
    )
    return locked


@read_by("to")
def _message(
    tie: Tie, *, to: Membership, by: Membership, program: str, words: str, key: str
) -> Message:
    other = tie.counterpart(to)
    return Message(
        key=f"tie-ended-by-program-{tie.pk}-{to.pk}-{key}",
        to=to.user.email,
        subject=_("A mentoring relationship has ended"),
        template="program_ended_tie",
        context={
            "institution": tie.institution,
            "name": to.short_name,
            "other": other.name if other else "",
            "by": by.name,
            "program": program,
            "words": words.strip(),
            "link": settings.SITE_URL + tie.get_absolute_url(),
        },
        institution_id=tie.institution_id,
        headers=reply_to(by),
    )
