from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.vocabulary import Area, Audience, MentorRole, Priority

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class OwnQuerySet(InstitutionScopedQuerySet):
    """Rows that only the person they speak of may read."""

    def visible_to(self, user: User | AnonymousUser) -> OwnQuerySet:
        """Return the rows of *user*'s own memberships and no one else's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class Owned(InstitutionScoped):
    """A confidential row of one member."""

    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="%(class)ss"
    )

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True


class SelfAssessment(InstitutionScoped):
    """The working copy of a person's self-assessment [C, fig. 1].

    Goals and needs (parts 2, 3 and 5) are rows of their own; every submission freezes all eight
    parts in an AssessmentVersion. `revision` grows with each save. `part_marks` keeps, for each
    part, the revision that last changed it and the browser tab that did, so that a second tab
    working on an older text is told instead of overwriting it, while two parts may be open at
    once. `dismissed` are the proposed needs (area:role) that the person does not want.
    """

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="self_assessment"
    )
    core_values = models.TextField(blank=True)
    mission = models.TextField(blank=True)
    success = models.TextField(blank=True)
    personal_goals_fit = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    energised_by = models.TextField(blank=True)
    challenges = models.TextField(blank=True)
    drained_by = models.TextField(blank=True)
    helps = models.TextField(blank=True)
    hinders = models.TextField(blank=True)
    qualities = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    part_marks = models.JSONField(default=dict, editable=False)
    dismissed = models.JSONField(default=list, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"self-assessment {self.pk}"


class AssessmentVersion(Owned):
    """A dated, unchangeable copy of all eight parts, as `content` (see assessment/domain/writing.py)."""

    number = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="assessment_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class PartSharing(Owned):
    """With whom the owner shares one part (1 to 8). No row: with no one."""

    part = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.NOBODY)
    chosen = models.ManyToManyField("profiles.Membership", blank=True, related_name="+")
    # When the owner last said who: it tells whether they knew that one of them runs programs.
    chosen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "part"], name="part_sharing_once"),
            models.CheckConstraint(
                condition=models.Q(part__range=(1, 8)), name="part_sharing_part_exists"
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.part}: {self.audience}"


class Goal(Owned):
    """A professional or personal goal, with the value that it serves [C, P]."""

    class Horizon(models.TextChoices):
        SHORT = "short", _("Short term (1–5 years)")
        LONG = "long", _("Long term (5–10 years)")
        PERSONAL = "personal", _("Personal")

    horizon = models.CharField(max_length=10, choices=Horizon)
    text = models.TextField()
    value_served = models.CharField(max_length=200, blank=True)
    target_date = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=0)
    saved_by_tab = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        ordering = ["horizon", "position", "created_at"]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class GoalPartQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> GoalPartQuerySet:
        """Return those of *user*'s own goals."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(goal__member__user=user)


class GoalTarget(InstitutionScoped):
    """An intermediate target on the way to a goal [L]."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="targets")
    text = models.CharField(max_length=500)
    due_date = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)

    objects = GoalPartQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_date").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"target {self.pk}"


class GoalNote(InstitutionScoped):
    """Progress, a difficulty or a setback that the protégé reports against a goal [L]."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        DIFFICULTY = "difficulty", _("Difficulty")
        SETBACK = "setback", _("Setback")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PROGRESS)
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)

    objects = GoalPartQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Need(Owned):
    """A mentoring need: an area, its priority and, where the person can say, the role wanted [C]."""

    area = models.CharField(max_length=20, choices=Area)
    role = models.CharField(max_length=20, choices=MentorRole, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.MEDIUM)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["priority", "area", "role"]
        constraints = [
            models.UniqueConstraint(fields=["member", "area", "role"], name="need_once"),
        ]
        indexes = [models.Index(fields=["institution", "area", "role"])]

    def __str__(self) -> str:
        return f"need {self.pk}"
