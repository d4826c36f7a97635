"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from mentornet.jobs.recurring import sweep_each
from mentornet.tenancy.scope import in_institution
from profiles.models import Institution
from profiles.people.emails.domain import membership_offers as offers
from profiles.people.emails.domain import takeover


@shared_task(name="profiles.people.tasks.tell_of_offers")
def tell_of_offers(institution: str) -> int:
    """Ask those who were not asked yet whether they join; how many."""
    with in_institution(institution):
        return offers.tell_of_offers(Institution.objects.get(pk=institution))


@shared_task(name="profiles.people.tasks.advance_emails")
def advance_emails() -> int:
    """Carry out what is due of changes of email and of offers to join; how many."""
    acts = (takeover.advance_claims, offers.settle_offers, offers.tell_of_offers)
    return sum(sweep_each(f"people.{act.__name__}", act) for act in acts)
