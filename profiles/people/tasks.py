"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from mentornet.jobs.recurring import sweep_each
from mentornet.tenancy.scope import in_institution
from profiles.models import Institution, User
from profiles.people.domain import activation, photo
from profiles.people.emails.domain import membership_offers as offers
from profiles.people.emails.domain import takeover
from profiles.people.names import domain as names
from profiles.people.staff_roles.domain import granting


@shared_task(name="profiles.tasks.send_activation_mails")
def send_activation_mails(institution: str, actor: str) -> int:
    """Mail a link to everyone who has not activated; a second call on the same day sends none."""
    with in_institution(institution):
        return activation.send_activation_mails(
            Institution.objects.get(pk=institution), actor=User.objects.get(pk=actor)
        )


@shared_task(name="profiles.tasks.advance_staff_roles")
def advance_staff_roles() -> int:
    """Begin and end roles on their days, in each institution's time zone; return how many did."""
    return sweep_each("institution.advance_staff_roles", granting.advance_staff_roles)


@shared_task(name="profiles.people.tasks.tell_of_offers")
def notify_offers(institution: str) -> int:
    """Ask those who were not asked yet whether they join; return how many."""
    with in_institution(institution):
        return offers.notify_offers(Institution.objects.get(pk=institution))


@shared_task(name="profiles.people.tasks.advance_emails")
def advance_emails() -> int:
    """Carry out what is due of changes of email and of offers to join; return how many."""
    acts = (
        ("people.advance_claims", takeover.advance_claims),
        ("people.settle_offers", offers.settle_offers),
        ("people.tell_of_offers", offers.notify_offers),
    )
    return sum(sweep_each(name, act) for name, act in acts)


@shared_task(name="profiles.people.tasks.purge_photos")
def purge_photos() -> int:
    """Delete photos that were removed more than a day ago; return how many."""
    return sweep_each("people.purge_photos", photo.purge_photos)


@shared_task(name="profiles.people.tasks.index_names")
def index_names() -> int:
    """Make those findable whose names were written past the code that does it; return how many."""
    return sweep_each("people.index_names", names.index_stale)
