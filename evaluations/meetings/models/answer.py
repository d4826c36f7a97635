from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.meetings.models.meeting import Meeting
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class MeetingAnswerQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MeetingAnswerQuerySet:
        """Both sides' for a meeting of two; of a group's session one's own (see answers_for)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user)
            | models.Q(meeting__tie__isnull=False, meeting__in=Meeting.objects.visible_to(user))
        )


class MeetingAnswer(InstitutionScoped):
    """What someone says to a meeting, by planning it or from their calendar (RFC 5546).

    `sequence` is the revision of the meeting that it answers, `said_at` the clock of the calendar
    that sent it: of two answers the later counts. `proposed_at` is another time that it asks for.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        TENTATIVE = "tentative", _("Tentative")
        DECLINED = "declined", _("Declined")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField()

    objects = MeetingAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="meeting_answer_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
