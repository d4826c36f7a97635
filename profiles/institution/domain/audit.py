"""The audit log: who did what to which row. It records and does nothing else.

What an institution's systems learn of a change is published by its own call, `announce` in
`mentornet.webhooks.publishing`, with an event of `mentornet.webhooks.events`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from mentornet.audit_verbs import Verb, stored
from mentornet.pages.editing import Change, Edited
from mentornet.tenancy.scope import in_institution
from profiles.models import AuditEvent, Institution, Membership, User


def record(
    verb: Verb, *, actor: User | None, institution: Institution, subject: Model, detail: str = ""
) -> AuditEvent:
    """Note that *actor* (None: the system) did *verb* to *subject*.

    *detail* is a short code that says which of several. Call it inside the transaction of the act.
    """
    # One act may be noted in several institutions: an activated login serves them all.
    with in_institution(institution.pk):
        return AuditEvent.objects.create(
            verb=stored(verb, detail),
            actor=actor,
            institution=institution,
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
        )


def record_many(
    verb: Verb,
    *,
    actor: User | None,
    institution: Institution,
    kind: type[Model],
    subjects: Sequence[UUID],
) -> None:
    """Note that *actor* did *verb* to each row of *kind* with these keys; as `record` does."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                verb=stored(verb),
                actor=actor,
                institution=institution,
                subject_kind=kind._meta.label_lower,
                subject_id=pk,
            )
            for pk in subjects
        ],
        batch_size=5_000,
    )


def who_changed(edited: Edited, since: datetime) -> Change:
    """Return who changed the rows since then, as the log has it. Two queries."""
    found = list(
        AuditEvent.objects.filter(
            institution=edited.institution, at__gte=since, subject_id__in=edited.rows
        )
        .order_by("at")
        .values_list("actor", "at")
    )
    actors = {actor for actor, _at in found}
    others = actors - {edited.reader}
    people = Membership.objects.filter(institution=edited.institution, user__in=others)
    names = tuple(dict.fromkeys(one.name for one in people))
    return Change(names, found[-1][1] if found else None, is_own=bool(actors) and not others)
