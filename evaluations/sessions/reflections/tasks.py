"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.sessions.reflections.domain import release


@shared_task(name="evaluations.tasks.release_reflections")
def release_reflections() -> int:
    """Release anonymous answers of programs in which enough people wrote; return how many."""
    return release.release_reflections()
