from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.relationships.models.tie import Tie

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class StageReachedQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> StageReachedQuerySet:
        """The two people of the tie."""
        return self.filter(tie__in=Tie.objects.visible_to(user))


class StageReached(InstitutionScoped):
    """That a tie reached a stage on a day, by whose word; the history of `Tie.stage` [C]."""

    tie = models.ForeignKey(Tie, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=20, choices=Tie.Stage)
    since = models.DateField()
    said_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = StageReachedQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"stage {self.pk}"
