"""Celery's way in for rosters. Harmless to run at any time, any number at once."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentornet.jobs import worker
from mentornet.tenancy.scope import in_institution, operations
from profiles.institution.tasks import advance_staff_roles, expire_approvals
from profiles.models import Institution, User
from profiles.people.domain import activation
from profiles.people.tasks import advance_emails, tell_of_offers
from profiles.roster.domain import imports as roster_import
from profiles.roster.domain.activation_links import KIND as ACTIVATION
from profiles.roster.domain.jobs import KIND
from profiles.sign_on.domain import sessions

__all__ = [
    "ACTIVATION",
    "advance_emails",
    "advance_roster_import",
    "advance_staff_roles",
    "advance_waiting_imports",
    "expire_approvals",
    "send_activation_mails",
    "tell_of_offers",
]


@shared_task
def advance_roster_import(pk: str) -> None:
    """Check or write one uploaded roster, whichever is due."""
    roster_import.advance(UUID(pk))


@shared_task
def advance_waiting_imports() -> int:
    """Go on with the imports whose wake-up was lost, and drop the forgotten ones; how many waited."""
    with operations():
        roster_import.drop_forgotten_imports(timezone.now())
        roster_import.adopt_imports()
    return worker.work(kinds=[KIND])


@shared_task
def send_activation_mails(institution: str, actor: str) -> int:
    """Mail a link to everybody who has not activated; a second call on the same day sends none."""
    with in_institution(institution):
        return activation.send_activation_mails(
            Institution.objects.get(pk=institution), actor=User.objects.get(pk=actor)
        )


@shared_task
def purge_sessions() -> int:
    """Delete sessions that are over; how many."""
    return sessions.purge_sessions(timezone.now())
