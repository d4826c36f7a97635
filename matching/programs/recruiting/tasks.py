"""Celery's way to lists of people by file."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from matching.programs.recruiting.domain import files
from mentornet.jobs.recurring import sweep


@shared_task(name="matching.tasks.forget_enrollment_files")
def forget_enrollment_files() -> int:
    """Forget lists of people a month after they came; return how many."""
    return sweep(
        "matching.forget_enrollment_files", lambda: files.prune_old_files(now=timezone.now())
    )
