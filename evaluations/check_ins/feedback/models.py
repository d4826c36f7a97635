from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import Tie

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class FeedbackQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> FeedbackQuerySet:
        """One's own, and what the other side of a tie chose to share. Never an office's."""
        if not user.is_authenticated:
            return self.none()
        shared = models.Q(audience=Feedback.Audience.SHARED, tie__in=Tie.objects.visible_to(user))
        return self.filter(models.Q(author__user=user) | shared)


class Feedback(InstitutionScoped):
    """What one of the two says about the relationship, and to whom [L: feedback both ways]."""

    class Audience(models.TextChoices):
        SHARED = "shared", _("Shared with the other person")
        MINE = "mine", _("Only me")
        COUNTED = "counted", _("Counted without my name, in figures about many people")

    class Agreement(models.IntegerChoices):
        NOT_AT_ALL = 1, _("Not at all")
        LITTLE = 2, _("A little")
        PARTLY = 3, _("Somewhat")
        MOSTLY = 4, _("Mostly")
        FULLY = 5, _("Completely")

    ITEMS = ("time", "listening", "useful", "safe", "goals")

    tie = models.ForeignKey(Tie, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    helps = models.TextField(blank=True)
    change = models.TextField(blank=True)
    time = models.PositiveSmallIntegerField(
        choices=Agreement, null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    listening = models.PositiveSmallIntegerField(choices=Agreement, null=True)
    useful = models.PositiveSmallIntegerField(choices=Agreement, null=True)
    safe = models.PositiveSmallIntegerField(choices=Agreement, null=True)
    goals = models.PositiveSmallIntegerField(choices=Agreement, null=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MINE)
    given_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        indexes = [models.Index(fields=["tie", "-given_at"])]

    def __str__(self) -> str:
        return f"feedback {self.pk}"
