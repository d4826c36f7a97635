"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.outcomes.skills import domain as skill_rating
from mentornet.jobs.recurring import sweep


@shared_task(name="evaluations.tasks.count_skills")
def count_skills() -> int:
    """Count the skills of sessions whose ratings have closed; return how many."""
    return sweep("evaluations.count_skills", skill_rating.count_skills)
