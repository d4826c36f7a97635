"""What a director does for a pair that needs help: write to both, with a text to begin from, or end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.models import Program, Proposal
from mentornet.audit_verbs import Verb
from mentornet.mail.outbox import queue_messages
from networks.models import Tie
from networks.relationships.domain.program_end import end_for_program
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Membership
from profiles.people.domain.writing import written_message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Beginning:
    """A text to begin from; {day} and names are left to whoever writes."""

    label: StrOrPromise
    subject: StrOrPromise
    text: StrOrPromise


BEGINNINGS = {
    "ask": Beginning(
        _("Ask how it is going"),
        _("How is your mentoring going?"),
        _(
            "I’m checking in with everyone in the program. How is it going, and can I do anything "
            "to help? A short answer is enough."
        ),
    ),
    "times": Beginning(
        _("Suggest times to meet"),
        _("Times for your next meeting"),
        _(
            "Finding time is the hardest part. Could one of these work for you both?\n\n"
            "– \n– \n\nIf none does, answer with two times that would."
        ),
    ),
    "another": Beginning(
        _("Offer another mentor"),
        _("Would a different pair work better?"),
        _(
            "Not every pair works out, and no one is to blame. If you’d like to be paired with "
            "someone else, tell me, or end the relationship on its page. I’ll look for a new match."
        ),
    ),
}


@dataclass(frozen=True)
class Written:
    """That a director wrote to a pair."""

    by: str
    at: datetime


def pair_of(program: Program, tie_key: UUID) -> Tie | None:
    """Return the pair of that key that *program* made and that goes on; None for any other. One query."""
    made = Proposal.objects.filter(run__program=program, tie=tie_key).values("tie")
    rows = Tie.objects.filter(pk__in=made, state=Tie.State.ACTIVE)
    found: Tie | None = rows.select_related(
        "institution",
        "protege__user",
        "protege__institution",
        "mentor__user",
        "mentor__institution",
    ).first()
    return found


@transaction.atomic
def write_to_both(
    program: Program, tie: Tie, *, by: Membership, subject: str, text: str
) -> list[Membership]:
    """Email both people of a pair what a director wrote; answers go to the director. Return whom.

    No one gets the same text twice on one day. That it was written is in the audit log, and what was written
    is not.
    """
    people = [one for one in (tie.protege, tie.mentor) if one is not None and one.is_current]
    context = {"program": program, "link": settings.SITE_URL + tie.get_absolute_url()}
    queue_messages(
        [
            written_message(
                f"pair-help-{tie.pk}",
                to=one,
                by=by,
                subject=subject,
                text=text,
                template="pair_help",
                context=context,
            )
            for one in people
        ]
    )
    record(Verb.PAIR_WRITTEN_TO, actor=by.user, institution=tie.institution, subject=tie)
    return people


def end_pair(program: Program, tie: Tie, *, by: Membership, words: str = "") -> Tie:
    """End a pair that a program made, for those who run it; both are emailed and no one is blamed. Idempotent.

    So it is for two who had found each other before, too: otherwise a director would learn that they had. They can add
    each other again. Raise TieClosed where it is not active any more.
    """
    return end_for_program(tie, by=by, program=program.name, words=words)


def written_to(tie: Tie) -> list[Written]:
    """Return when directors wrote to the pair, the latest first. Two queries."""
    events = AuditEvent.objects.filter(
        institution=tie.institution_id, verb=Verb.PAIR_WRITTEN_TO, subject_id=tie.pk
    )
    found = list(events.order_by("-at").values_list("actor", "at")[:20])
    people = {
        one.user_id: one.name
        for one in Membership.objects.filter(
            institution=tie.institution_id, user__in={actor for actor, _at in found}
        )
    }
    return [Written(people.get(actor, ""), at) for actor, at in found]
