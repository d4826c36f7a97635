"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.check_ins.domain import asking as check_in
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.plan_check_ins")
def plan_check_ins() -> int:
    """Write the check-ins that are due today; return how many are new."""
    return check_in.plan_check_ins()


@shared_task(name="evaluations.tasks.ask_check_ins")
def ask_check_ins() -> int:
    """Queue the mails of the check-ins whose hour has come; return how many people were asked."""
    return sweep("evaluations.ask_check_ins", check_in.ask_check_ins, queue="mail")
