from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from matching.programs.runs.models.match_run import MatchRun
from mentornet.jobs.awaited import Awaited
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class PublicationQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PublicationQuerySet:
        """Those of programs that *user* directs."""
        return self.filter(run__program__in=Program.objects.directed_by(user))

    def working(self) -> PublicationQuerySet:
        """Those that wait for a worker, or have one."""
        return self.filter(state__in=Publication.WORKING_STATES)


class Publication(Awaited, InstitutionScoped):
    """A director's word that a run is to be published, how far that is, and what became of it.

    `started_on`, `charter` and `accept_broken` are what was said of groups. One that failed has
    published nothing, and its message says what to mend.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be published")
        RUNNING = "running", _("Being published")
        DONE = "done", _("Published")
        FAILED = "failed", _("Not published")

    WORKING_STATES = (State.QUEUED, State.RUNNING)

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="publications")
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    started_on = models.DateField(null=True, blank=True)
    charter = models.TextField(blank=True)
    accept_broken = models.BooleanField(default=False)
    asked_by = models.ForeignKey("profiles.User", on_delete=models.CASCADE, related_name="+")
    message = models.TextField(blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: Any = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["run"],
                condition=models.Q(state__in=["queued", "running"]),
                name="publication_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"publication {self.pk}"

    @property
    def percent(self) -> int:
        """How far it is; the end is when all of it is there."""
        return min(99, 100 * self.progress_done // max(1, self.progress_total))

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING_STATES
