from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from evaluations.meetings.models import Meeting
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class HalfwayReviewQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> HalfwayReviewQuerySet:
        """Return those of groups that *user* is in now; who joined later reads only what was agreed on."""
        return self.filter(group__in=PeerGroup.objects.visible_to(user))


class HalfwayReview(InstitutionScoped):
    """What a group says of itself halfway, together, and what it changes from then on.

    `meeting` is the session at which it does so; None: the one in the middle.
    """

    group = models.OneToOneField(PeerGroup, on_delete=models.CASCADE, related_name="halfway")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    works = models.TextField(blank=True, max_length=4_000)
    change = models.TextField(blank=True, max_length=4_000)
    agreed = models.TextField(blank=True, max_length=4_000)
    revision = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)

    objects = HalfwayReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"halfway review {self.pk}"
