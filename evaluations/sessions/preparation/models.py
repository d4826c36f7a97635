from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from evaluations.sessions.curriculum.models import SessionPlan
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class PreparationTickQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PreparationTickQuerySet:
        """One's own; who facilitates reads how many are ready, and no one's ticks."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class PreparationTick(InstitutionScoped):
    """Someone has done one thing that a session asks them to prepare.

    `item` is a digest of its words: other words are another thing to do.
    """

    plan = models.ForeignKey(SessionPlan, on_delete=models.CASCADE, related_name="ticks")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=32)

    objects = PreparationTickQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "member", "item"], name="preparation_tick_once")
        ]

    def __str__(self) -> str:
        return f"preparation tick {self.pk}"
