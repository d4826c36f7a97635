"""Messages and audit records about concerns: they name no content, and days in place of times."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from networks.concerns.models import Concern
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Membership, User


def notify(people: Iterable[Membership], *, key: str) -> None:
    """Queue a message that says there is something to read, once for each *key*."""
    queue_messages([_message(one, key=key) for one in people])


def note(concern: Concern, *, verb: Verb, actor: User | None = None) -> None:
    """Record *verb* in the audit log, with the day in place of the time."""
    event = record(verb, actor=actor, institution=concern.institution, subject=concern)
    AuditEvent.objects.filter(pk=event.pk).update(at=concern.institution.start_of_day())


@read_by("to")
def _message(to: Membership, *, key: str) -> Message:
    return Message(
        key=f"concern:{key}:{to.pk}",
        to=to.user.email,
        subject=_("You have a message in MentorNet"),
        template="message_waiting",
        context={
            "institution": to.institution,
            "name": to.short_name,
            "link": settings.SITE_URL + reverse("networks:concerns"),
        },
        institution_id=to.institution_id,
        confidential=True,
    )
