"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.sessions.attendance.domain import mentor_skills as skills
from evaluations.sessions.attendance.domain import minimum as attendance_rules
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.settle_skills")
def settle_skills() -> int:
    """Note who has completed a mentors' group that has ended; return for how many it is news."""
    return sweep("evaluations.settle_skills", skills.settle_skills)


@shared_task(name="evaluations.tasks.ask_absent")
def ask_absent() -> int:
    """Ask those who missed sessions, and tell the people whom the rules name; return how many notices were sent."""
    return sweep("evaluations.ask_absent", attendance_rules.ask_absent, queue="mail")
