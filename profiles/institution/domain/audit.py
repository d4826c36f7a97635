from collections.abc import Sequence
from uuid import UUID

from django.db.models import Model

from mentornet.tenancy.scope import in_institution
from mentornet.webhooks.events import BY_VERB, Facts, facts
from mentornet.webhooks.publishing import announce_many
from profiles.models import AuditEvent, Institution, User


def record(
    verb: str, *, actor: User | None, institution: Institution, subject: Model
) -> AuditEvent:
    """Note that *actor* (None: the system) did *verb* to *subject*; call it inside the act's transaction.

    What institutions may learn of (`mentornet.webhooks.events`) is announced to their systems with it.
    """
    # One act may be noted in several institutions: an activated login serves them all.
    with in_institution(institution.pk):
        if event := BY_VERB.get(verb):
            announce_many(event, institution.pk, {subject.pk: facts(event, subject)})
        return AuditEvent.objects.create(
            verb=verb,
            actor=actor,
            institution=institution,
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
        )


def record_many(
    verb: str,
    *,
    actor: User | None,
    institution: Institution,
    kind: type[Model],
    subjects: Sequence[UUID],
) -> None:
    """Note that *actor* did *verb* to each row of *kind* with these keys; as `record` does."""
    if event := BY_VERB.get(verb):
        said: dict[UUID, Facts] = {pk: {"object": event.about, "id": str(pk)} for pk in subjects}
        announce_many(event, institution.pk, said)
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                verb=verb,
                actor=actor,
                institution=institution,
                subject_kind=kind._meta.label_lower,
                subject_id=pk,
            )
            for pk in subjects
        ],
        batch_size=5_000,
    )
