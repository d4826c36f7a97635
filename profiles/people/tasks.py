"""Celery entry points. Harmless to run at any time, any number at once."""

import logging
from collections.abc import Callable

from celery import shared_task

from profiles.models import Institution
from profiles.people.domain import offers, takeover

logger = logging.getLogger(__name__)


@shared_task(name="profiles.people.tasks.tell_of_offers")
def tell_of_offers(institution: str) -> int:
    """Ask those who were not asked yet whether they join; how many."""
    return offers.tell_of_offers(Institution.objects.get(pk=institution))


@shared_task(name="profiles.people.tasks.advance_emails")
def advance_emails() -> int:
    """Carry out what is due of changes of email and of offers to join; how many."""
    return sum(
        _in_each(act)
        for act in (takeover.advance_claims, offers.settle_offers, offers.tell_of_offers)
    )


def _in_each(act: Callable[[Institution], int]) -> int:
    """Do *act* for every institution; one that fails stops no other."""
    count = 0
    for institution in Institution.objects.order_by("pk"):
        try:
            count += act(institution)
        except Exception:
            logger.exception("%s failed for %s.", act.__name__, institution.slug)
    return count
