from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator
from django.db import models

from evaluations.files.models import Attachment
from evaluations.meetings.models import Meeting
from mentornet.durations import minutes_in_words
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.models import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class CurriculumQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> CurriculumQuerySet:
        """Return the curricula of the institutions that *user* directs."""
        return self.filter(institution__in=Institution.objects.directed_by(user))


class Curriculum(InstitutionScoped):
    """A template of sessions that the institution wrote, or copied and changed [P]."""

    name = models.CharField(max_length=200)
    aim = models.TextField(blank=True, max_length=2_000)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CurriculumQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "curricula"

    def __str__(self) -> str:
        return self.name


class SessionText(InstitutionScoped):
    """What a session is about: `segments` are [{"minutes": int, "title": str}], in order.

    `guide` is for those who facilitate and no one else.
    """

    title = models.CharField(max_length=200)
    aims = models.TextField(blank=True, max_length=4_000)
    preparation = models.TextField(blank=True, max_length=4_000)
    segments: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    guide = models.TextField(blank=True, max_length=8_000)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return sum(one["minutes"] for one in self.segments)

    @property
    def minutes_words(self) -> str:
        """How long it takes, as people say it."""
        return minutes_in_words(self.minutes)


class OutlineQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OutlineQuerySet:
        return self.filter(curriculum__in=Curriculum.objects.visible_to(user))


class Outline(SessionText):
    """A session of a curriculum, so many days after the one before it."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="outlines")
    position = models.PositiveSmallIntegerField()
    days_after = models.PositiveSmallIntegerField(default=28, validators=[MaxValueValidator(365)])

    objects = OutlineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["curriculum", "position"],
                name="outline_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class SessionPlanQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SessionPlanQuerySet:
        """Plans of the sessions of one's groups; who may read `guide` is asked with may_lead."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class SessionPlan(SessionText):
    """What one session of a group is about: its own, whatever becomes of the curriculum.

    The clock of the segment that runs: since `segment_since` (None: it stands still), after
    `segment_spent` seconds before that.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="plan")
    segment = models.PositiveSmallIntegerField(null=True, blank=True)
    segment_since = models.DateTimeField(null=True, blank=True)
    segment_spent = models.PositiveIntegerField(default=0)

    objects = SessionPlanQuerySet.as_manager()


class MaterialQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MaterialQuerySet:
        """Return those of one's groups' sessions, and of the curricula that one directs."""
        return self.filter(
            models.Q(plan__in=SessionPlan.objects.visible_to(user))
            | models.Q(outline__in=Outline.objects.visible_to(user))
        )


class Material(InstitutionScoped):
    """A link or a file that belongs to a session; copies of it share the file."""

    outline = models.ForeignKey(
        Outline, null=True, blank=True, on_delete=models.CASCADE, related_name="materials"
    )
    plan = models.ForeignKey(
        SessionPlan, null=True, blank=True, on_delete=models.CASCADE, related_name="materials"
    )
    title = models.CharField(max_length=200)
    url = models.URLField(blank=True, max_length=1_000)
    file = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="materials"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outline=None, plan__isnull=False)
                | models.Q(outline__isnull=False, plan=None),
                name="material_of_outline_or_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(url="", file__isnull=False)
                | (models.Q(file=None) & ~models.Q(url="")),
                name="material_link_or_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title
