"""What a page of someone who waits says between two attempts of a job."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mentornet.jobs.models import Job


class Awaited:
    """A model whose rows jobs work on."""

    if TYPE_CHECKING:
        pk: Any

    @cached_property
    def tried_again_at(self) -> datetime | None:
        """When the job that failed is tried again by itself; None where none waits for that. One query."""
        waiting = Job.objects.filter(
            subject_id=self.pk, state=Job.State.WAITING, attempts__gt=0, due_at__gt=timezone.now()
        )
        due: datetime | None = waiting.order_by("due_at").values_list("due_at", flat=True).first()
        return due
