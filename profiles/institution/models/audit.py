from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


class AuditEventQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> AuditEventQuerySet:
        """Operators only: what a person did with whom is no one else's business."""
        if user.is_authenticated and user.is_superuser:
            return self
        return self.none()


class AuditEvent(InstitutionScoped):
    """Who did what to which row, and when. Never what was written in it."""

    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("act of an operator")
        verbose_name_plural = _("audit of operators")
        ordering = ["-at"]
        indexes = [models.Index(fields=["institution", "-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}"
