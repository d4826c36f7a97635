from django.db.models import Model

from profiles.models import AuditEvent, Institution, User


def record(
    verb: str, *, actor: User | None, institution: Institution, subject: Model
) -> AuditEvent:
    """Note that *actor* (None: the system) did *verb* to *subject*; call it inside the act's transaction."""
    return AuditEvent.objects.create(
        verb=verb,
        actor=actor,
        institution=institution,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
    )
