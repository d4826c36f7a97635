"""Celery entry points. Harmless to run at any time, any number at once."""

import logging

from celery import shared_task

from profiles.institution.approvals import expire_approvals as expire
from profiles.institution.staff_roles import advance_staff_roles as advance
from profiles.models import Institution

logger = logging.getLogger(__name__)


@shared_task(name="profiles.tasks.expire_approvals")
def expire_approvals() -> int:
    """Close the requests that nobody decided in two weeks; how many."""
    count = 0
    for institution in Institution.objects.order_by("pk"):
        try:
            count += expire(institution)
        except Exception:
            logger.exception("The requests of %s could not be closed.", institution.slug)
    return count


@shared_task(name="profiles.tasks.advance_staff_roles")
def advance_staff_roles() -> int:
    """Let roles begin and end on their days, in each institution's own time zone; how many did."""
    count = 0
    for institution in Institution.objects.order_by("pk"):
        try:
            count += advance(institution)
        except Exception:
            logger.exception("The roles of %s could not be brought up to date.", institution.slug)
    return count
