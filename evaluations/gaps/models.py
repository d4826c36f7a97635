from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class DirectedQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DirectedQuerySet:
        """For the directors of the institution."""
        return self.filter(institution__in=Institution.objects.directed_by(user))


class GapCell(InstitutionScoped):
    """A raw count of the time before publications. Nothing reads it; it goes with the next release."""

    class Dimension(models.TextChoices):
        INSTITUTION = "institution", _("Institution")
        UNIT = "unit", _("Unit")
        RANK = "rank", _("Rank")
        TRACK = "track", _("Track")
        PROGRAM = "program", _("Program")
        COHORT = "cohort", _("Cohort")

    day = models.DateField()
    dimension = models.CharField(max_length=12, choices=Dimension)
    key = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=20)
    value = models.CharField(max_length=20, blank=True)
    count = models.IntegerField()

    objects = DirectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "day", "dimension", "key", "measure", "value"],
                name="gap_cell_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.value} on {self.day}"


class GapReport(InstitutionScoped):
    """A request for the figures, answered by a worker with the day of the publication to read."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Counting")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=3)
    beat_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True, default="", db_default="")
    asked_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DirectedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"gap report {self.pk}"
