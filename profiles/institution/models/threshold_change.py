from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


class ThresholdChangeQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> ThresholdChangeQuerySet:
        """For everyone of the institution: it is their protection that changes."""
        return self.filter(institution__in=Institution.objects.visible_to(user))


class ThresholdChange(InstitutionScoped):
    """A change of how many people a figure speaks of at least. It is never edited or deleted."""

    previous = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ThresholdChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.previous} → {self.value}"
