from __future__ import annotations

from typing import TYPE_CHECKING

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
        """The runs of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))

    def light(self) -> MatchRunQuerySet:
        """Without the people it was given."""
        return self.defer("inputs")

    def of_pairs(self) -> MatchRunQuerySet:
        """Runs that match mentors and protégés."""
        return self.exclude(method=MatchRun.GROUPS)

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
        RUNNING = "running", _("Being matched")
        DONE = "done", _("Ready to look at")
        PUBLISHED = "published", _("Published")
        FAILED = "failed", _("Could not be matched")
        CANCELLED = "cancelled", _("Cancelled")

    WORKING_STATES = (State.QUEUED, State.RUNNING)
    # Beside the methods that make pairs: a run that forms groups.
    GROUPS = "groups"

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    method = models.CharField(
        max_length=20, choices=[*Program.Method.choices, (GROUPS, _("Groups"))]
    )
    weights = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    seed = models.PositiveBigIntegerField(default=0)
    worst_off = models.FloatField(null=True, blank=True)
    engine_version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    inputs = models.BinaryField()
    summary = models.JSONField(default=dict)
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


class ProposalQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProposalQuerySet:
        """Those of programs that one directs; and, once published, one's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(run__program__in=Program.objects.directed_by(user))
            | models.Q(run__state=MatchRun.State.PUBLISHED, mentor__isnull=False)
            & (models.Q(protege__member__user=user) | models.Q(mentor__member__user=user))
        )


class Proposal(InstitutionScoped):
    """What a run proposes for one protégé: a mentor with the reasons, or nobody with the cause.

    `engine_mentor` keeps what the engine proposed when a director changes it; `tie` is what
    publishing made of it.
    """

    class Source(models.TextChoices):
        ENGINE = "engine", _("Matched")
        LOCKED = "locked", _("Locked before the run")
        MANUAL = "manual", _("Changed by hand")

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    protege = models.ForeignKey("matching.Enrollment", on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    engine_mentor = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.ENGINE)
    score = models.FloatField(null=True, blank=True)
    parts = models.JSONField(default=dict)
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    cause = models.JSONField(default=dict, blank=True)
    tie = models.ForeignKey(
        "networks.Tie", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "protege"], name="proposal_once_a_protege"),
        ]
        indexes = [models.Index(fields=["tie"])]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
