from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class MentorTrainingQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MentorTrainingQuerySet:
        """Return one's own, and that of current colleagues: it stands on their offer."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(member__user=user)
            | models.Q(institution__in=Institution.objects.visible_to(user), member__end_date=None)
        )


class MentorTraining(InstitutionScoped):
    """That someone has completed a mentor skills program [P]: which, and when; the latest one.

    It stands beside the offer, not in it: people learn to mentor before they offer to.
    """

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="mentor_training"
    )
    name = models.CharField(max_length=200)
    completed_on = models.DateField()

    objects = MentorTrainingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"training {self.pk}"
