"""Celery entry points. Harmless to run at any time, any number at once."""

from celery import shared_task

from evaluations.files.domain import attachments as attachment
from mentornet.tenancy.scope import operations


@shared_task(name="evaluations.tasks.drop_stray_files")
def drop_stray_files() -> int:
    """Delete stored files that no row knows; return how many."""
    # The folder is everyone's: an institution alone would take the others' files for strays.
    with operations():
        return attachment.drop_stray_files()
