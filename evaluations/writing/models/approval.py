"""Final approval: every author of the version that is submitted, as journals ask (ICMJE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from evaluations.writing.models.project import (
    OfProject,
    ProjectAuthor,
    ProjectDraft,
    WritingProject,
)
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class FinalVersion(OfProject):
    """The version of a paper that its authors are asked to approve before it is submitted.

    `authors` and `terms` are the order as it was when they were asked: with another order, they are
    asked again. Open until another version takes its place.
    """

    draft = models.ForeignKey(
        ProjectDraft, null=True, on_delete=models.SET_NULL, related_name="final_versions"
    )
    label = models.CharField(max_length=120)
    asked_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    authors = models.JSONField()
    terms = models.JSONField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(closed_at=None),
                name="one_open_final_version",
            )
        ]

    def __str__(self) -> str:
        return self.label


class FinalApprovalQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> FinalApprovalQuerySet:
        return self.filter(version__project__in=WritingProject.objects.visible_to(user))


class FinalApproval(InstitutionScoped):
    """What one author says to a version; `approves` None: nothing yet. Another answer replaces it."""

    version = models.ForeignKey(FinalVersion, on_delete=models.CASCADE, related_name="approvals")
    author = models.ForeignKey(ProjectAuthor, on_delete=models.CASCADE, related_name="+")
    approves = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = FinalApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["author__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "author"], name="final_approval_once")
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"
