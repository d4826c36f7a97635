from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from evaluations.meetings.models import Meeting
from matching.models import ProgramDate
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class DatedSessionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DatedSessionQuerySet:
        """Return those whose session *user* reads."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class DatedSession(InstitutionScoped):
    """From which date of its program a group took a session over: the session moves with it."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="dated_session")
    date = models.ForeignKey(ProgramDate, on_delete=models.CASCADE, related_name="sessions")

    objects = DatedSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"dated session {self.pk}"
