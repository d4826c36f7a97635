"""Feedback both ways: structured, short, and for whom its author says [L]."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.check_ins.feedback.models import Feedback
from evaluations.errors import NothingSaid
from evaluations.meetings.domain.participants import lock_tie_for_update
from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail.outbox import queue_message
from networks.models import Tie
from networks.relationships.domain.links import mail_link
from profiles.institution.domain.audit import record
from profiles.models import Membership

SAME_WITHIN = timedelta(minutes=10)


@transaction.atomic
def give_feedback(tie: Tie, *, by: Membership, audience: str, **said: Any) -> Feedback:
    """Keep what *by* says; only what is shared is told to the other side, and only that it is there.

    The same again within minutes is once. Possible after the tie has ended. Raise NotYourTie,
    and NothingSaid for an empty form.
    """
    locked = lock_tie_for_update(tie, by, active=False)
    if not any(said.values()):
        raise NothingSaid
    since = timezone.now() - SAME_WITHIN
    twin = Feedback.objects.filter(
        tie=locked, author=by, audience=audience, given_at__gte=since, **said
    ).first()
    if twin:
        return twin
    row: Feedback = Feedback.objects.create(
        institution=locked.institution, tie=locked, author=by, audience=audience, **said
    )
    record(Verb.FEEDBACK_GIVEN, actor=by.user, institution=locked.institution, subject=row)
    to = locked.counterpart(by)
    if audience == Feedback.Audience.SHARED and to is not None and to.is_current:
        with reading(to):
            queue_message(
                key=f"feedback-{row.pk}",
                to=to.user.email,
                subject=_("%(name)s shared feedback with you") % {"name": by.name},
                template="feedback_shared",
                context={
                    "institution": locked.institution,
                    "name": to.short_name,
                    "by": by,
                    "link": mail_link(locked, recipient=to),
                },
                institution=locked.institution,
                confidential=True,
            )
    return row


@transaction.atomic
def withdraw_feedback(feedback: Feedback, *, by: Membership) -> None:
    """Delete one's own feedback; the other side sees it no more. Someone else's stays."""
    own = Feedback.objects.select_for_update().filter(pk=feedback.pk, author=by)
    for row in own:
        record(Verb.FEEDBACK_WITHDRAWN, actor=by.user, institution=row.institution, subject=row)
        row.delete()
