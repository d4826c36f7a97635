from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.models import Meeting
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class SessionSkillQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SessionSkillQuerySet:
        """Return what the sessions of one's own groups practise."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class SessionSkill(InstitutionScoped):
    """A skill that a session of a group practises.

    The figures are counted once, on the first look after the ratings have closed, and never again:
    two counts with one person more in the second would tell what that person said.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="skills")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    rated = models.PositiveSmallIntegerField(default=0, editable=False)
    before_sum = models.PositiveIntegerField(default=0, editable=False)
    after_sum = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionSkillQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="session_skill_once")
        ]

    def __str__(self) -> str:
        return self.name


class SkillRatingQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SkillRatingQuerySet:
        """One's own; neither who facilitates nor a director sees a person's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class SkillRating(InstitutionScoped):
    """How sure of a skill someone feels, before and after the session, in their own eyes."""

    class Confidence(models.IntegerChoices):
        NOT_AT_ALL = 1, _("Not at all")
        LITTLE = 2, _("A little")
        FAIRLY = 3, _("Fairly")
        VERY = 4, _("Very")
        COULD_TEACH = 5, _("I could teach it")

    skill = models.ForeignKey(SessionSkill, on_delete=models.CASCADE, related_name="ratings")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    before = models.PositiveSmallIntegerField(
        choices=Confidence,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    after = models.PositiveSmallIntegerField(
        choices=Confidence,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    rated_at = models.DateTimeField(auto_now=True)

    objects = SkillRatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "member"], name="skill_rated_once"),
            models.CheckConstraint(
                condition=(models.Q(before=None) | models.Q(before__range=(1, 5)))
                & (models.Q(after=None) | models.Q(after__range=(1, 5))),
                name="skill_rating_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"

    @property
    def change(self) -> int | None:
        """How far it moved, -4 to 4; None while one of the two is missing."""
        if self.before is None or self.after is None:
            return None
        return int(self.after) - int(self.before)
