"""What evaluations does when rows go, whichever way they went."""

from typing import Any

from django.db.models.signals import post_delete

from evaluations.domain.attachment import forget_file
from evaluations.models import Attachment


def connect() -> None:
    """Called once at start-up."""
    post_delete.connect(
        forget_its_file, sender=Attachment, dispatch_uid="evaluations.forget_its_file"
    )


def forget_its_file(sender: Any, *, instance: Attachment, **kwargs: Any) -> None:
    """A file goes with its row, also where the row went with its group."""
    forget_file(instance)
