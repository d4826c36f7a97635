from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped


class Job(InstitutionScoped):
    """One thing to be done later for one institution: what, for which row, and how far it is.

    `subject_id` is the key of the row that it is about; without one the job is done again and
    again for the institution as a whole. `message` is a sentence for who waits; `error` is the
    kind and place of what went wrong, without what it said: that can name people.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Canceled")

    OPEN_STATES = (State.WAITING, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=60)
    queue = models.CharField(_("queue"), max_length=20)
    subject_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    holder = models.UUIDField(null=True, blank=True, editable=False)
    message = models.TextField(blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        app_label = "mentornet"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(subject_id__isnull=False),
                name="job_once_a_subject",
            ),
            models.UniqueConstraint(
                fields=["kind", "institution"],
                condition=models.Q(subject_id__isnull=True),
                name="job_once_an_institution",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["queue", "due_at"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_open",
            ),
            models.Index(fields=["institution", "kind", "state"], name="job_of_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def subject(self) -> UUID:
        """The key of the row that the job is about. Raise ValueError where it is about none."""
        if self.subject_id is None:
            raise ValueError("This job is about an institution as a whole.")
        return self.subject_id

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES


class WakeUp(models.Model):
    """A message of Celery's on its way, where there is no Redis: a task's name and keys of rows.

    The same one twice is one row. What counts is the row of the job; this may be lost.
    """

    queue = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "mentornet"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["queue", "digest"], name="wake_up_once")
        ]

    def __str__(self) -> str:
        return f"wake-up {self.pk}"


class ProcessSeen(models.Model):
    """When a worker or beat was last heard of."""

    class Role(models.TextChoices):
        WORKER = "worker", _("Worker")
        BEAT = "beat", _("Beat")

    name = models.CharField(max_length=200, primary_key=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    queues = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "mentornet"

    def __str__(self) -> str:
        return f"{self.role} seen {self.seen_at}"
