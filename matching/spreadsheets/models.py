from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from mentornet.jobs.awaited import Awaited
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class SheetQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SheetQuerySet:
        """Return those of the institutions in which *user* is a director now."""
        return self.filter(institution__in=Institution.objects.directed_by(user))

    def light(self) -> SheetQuerySet:
        """Without the files and the result."""
        return self.defer("people_file", "people_table", "mentors_file", "mentors_table", "result")


class SheetUpload(Awaited, InstitutionScoped):
    """One or two spreadsheets of people who are not enrolled, and what matching them gave.

    With one file, a column of it tells mentors from protégés. The people in it are no one's
    accounts: the rows are kept for a month and then forgotten.
    """

    class State(models.TextChoices):
        COLUMNS = "columns", _("Columns to review")
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", _("Matching")
        DONE = "done", _("Matched")
        FAILED = "failed", _("Failed")

    WORKING_STATES = (State.QUEUED, State.RUNNING)

    uploaded_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    people_name = models.CharField(max_length=200)
    people_file = models.BinaryField()
    mentors_name = models.CharField(max_length=200, blank=True)
    mentors_file = models.BinaryField(default=b"", blank=True)
    # What was read of the files (mentornet/tabular/packed.py), as `options["read"]` says; empty where nothing is kept.
    people_table = models.BinaryField(default=b"", db_default=b"", blank=True)
    mentors_table = models.BinaryField(default=b"", db_default=b"", blank=True)
    columns = models.JSONField(default=dict)
    # Which sheet and header row of each file were chosen; what is asked; which names mean one person.
    options = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    method = models.CharField(max_length=20, choices=Program.Method, default=Program.Method.BEST)
    state = models.CharField(max_length=20, choices=State, default=State.COLUMNS)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["institution", "-created_at"])]

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    @property
    def has_both_sides(self) -> bool:
        return not self.mentors_name

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING_STATES


class SheetMapping(InstitutionScoped):
    """What the columns under these headings meant last time, so that no one is asked twice.

    Of all headings of a file, or of one heading whose guess was corrected.
    """

    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "signature"], name="sheet_mapping_once")
        ]

    def __str__(self) -> str:
        return f"mapping {self.pk}"
