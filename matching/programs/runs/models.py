from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from mentornet.jobs.awaited import Awaited
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class MatchRunQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MatchRunQuerySet:
        """Return the runs of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))

    def light(self) -> MatchRunQuerySet:
        """Without the people it was given."""
        return self.defer("inputs")

    def of_pairs(self) -> MatchRunQuerySet:
        """Runs that match mentors and protégés."""
        return self.exclude(method__in=(MatchRun.GROUPS, MatchRun.BY_HAND))

    def of_projects(self) -> MatchRunQuerySet:
        """Runs that give mentees projects: those of mentees and mentors that belong to such a program."""
        return self.of_pairs().filter(program__kind=Program.Kind.TOPICS)

    def of_groups(self) -> MatchRunQuerySet:
        """Runs that form groups."""
        return self.filter(method=MatchRun.GROUPS)


class MatchRun(Awaited, InstitutionScoped):
    """One matching of a program's people: what went in, what was asked, what came out.

    `inputs` is the whole cohort as the engine took it (compressed JSON), `digest` its SHA-256
    with the engine's version: whoever runs it again with the same engine gets the same pairs.
    A year after the program it is emptied (`forgotten_at`): it holds what people asked for.
    Nothing depends on a worker staying alive: the state says what is due.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", _("Matching")
        DONE = "done", _("Ready to review")
        PUBLISHED = "published", _("Published")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Canceled")

    WORKING_STATES = (State.QUEUED, State.RUNNING)
    # Beside the methods that make pairs: a run that forms groups, and the row (number 0) that stands for
    # the pairs of a program that directors made by name.
    GROUPS = "groups"
    BY_HAND = "by_hand"

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    method = models.CharField(
        max_length=20,
        choices=[
            *Program.Method.choices,
            (GROUPS, _("Groups")),
            (BY_HAND, _("Paired by a director")),
        ],
    )
    weights = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    seed = models.PositiveBigIntegerField(default=0)
    worst_off = models.FloatField(null=True, blank=True)
    engine_version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    inputs = models.BinaryField()
    summary = models.JSONField(default=dict)
    # What directors write for each other about it.
    note = models.TextField(blank=True, max_length=4000, default="", db_default="")
    message = models.TextField(blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(
        null=True, blank=True, help_text="When the worker was last heard of."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when what it was given is deleted."
    )
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="run_number_once"),
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"run {self.number}"

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING_STATES

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.DONE and self.forgotten_at is None


class PublicationQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PublicationQuerySet:
        """Return those of programs that *user* directs."""
        return self.filter(run__program__in=Program.objects.directed_by(user))

    def working(self) -> PublicationQuerySet:
        """Return those that wait for a worker, or have one."""
        return self.filter(state__in=Publication.WORKING_STATES)


class Publication(Awaited, InstitutionScoped):
    """A director's word that a run is to be published, how far that is, and what became of it.

    `started_on`, `charter` and `accept_broken` are what was said of groups. One that failed has
    published nothing, and its message says what to mend.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be published")
        RUNNING = "running", _("Publishing")
        DONE = "done", _("Published")
        FAILED = "failed", _("Not published")

    WORKING_STATES = (State.QUEUED, State.RUNNING)

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="publications")
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    started_on = models.DateField(null=True, blank=True)
    charter = models.TextField(blank=True)
    # The director's own words in the emails of this publication.
    words = models.TextField(blank=True, max_length=2000, default="", db_default="")
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
