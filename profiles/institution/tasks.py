"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from mentornet.jobs.recurring import sweep_each
from profiles.institution.domain.approvals import expire_approvals as expire
from profiles.people.staff_roles.domain.granting import advance_staff_roles as advance


@shared_task(name="profiles.tasks.expire_approvals")
def expire_approvals() -> int:
    """Close the requests that nobody decided in two weeks; how many."""
    return sweep_each("institution.expire_approvals", expire)


@shared_task(name="profiles.tasks.advance_staff_roles")
def advance_staff_roles() -> int:
    """Let roles begin and end on their days, in each institution's own time zone; how many did."""
    return sweep_each("institution.advance_staff_roles", advance)
