"""Files that name whom a director invites to a program, or enrolls in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.programs.enrollment.models import Enrollment
from matching.programs.models import Program
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class EnrollmentFileQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> EnrollmentFileQuerySet:
        """Return those of the programs that *user* runs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class EnrollmentFile(InstitutionScoped):
    """A list of people for one program as another tool wrote it, and what became of each row.

    What was read of it is kept until it is sent; after a month nothing of it is left. `answers` has, by what the
    file says, the key of the person who is meant, or NO_ONE.
    """

    class Does(models.TextChoices):
        INVITE = "invite", _("Invite them to enroll")
        ENROLL = "enroll", _("Enroll them: each confirms by email")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField(default=b"")
    table = models.BinaryField(default=b"")
    columns = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    does = models.CharField(max_length=10, choices=Does)
    side = models.CharField(max_length=10, choices=Enrollment.Side)
    words = models.TextField(blank=True, max_length=1_000)
    sent_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # What became of each row, and the enrollments that wait for someone to confirm.
    result = models.JSONField(default=dict)

    objects = EnrollmentFileQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["program", "-created_at"])]

    def __str__(self) -> str:
        return f"enrollment file {self.pk}"
