"""Guests of one session: someone from outside the group who comes to it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from evaluations.meetings.models import Meeting
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class SessionGuestQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SessionGuestQuerySet:
        """One's own invitations, and the guests of the sessions of one's groups."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user) | models.Q(meeting__in=Meeting.objects.visible_to(user))
        )


class SessionGuest(InstitutionScoped):
    """Someone invited to one session: they see when and where it is and its materials, no more.

    Being a guest opens nothing of the group; the row goes when the invitation is withdrawn.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SessionGuestQuerySet.as_manager()  # read in a cycle of imports

    class Meta:
        ordering = ["member__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="session_guest_once")
        ]

    def __str__(self) -> str:
        return f"guest {self.pk}"
