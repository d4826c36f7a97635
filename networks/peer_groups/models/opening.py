"""Asking a group to open what it wrote before someone joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.peer_groups.models.group import GroupMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class GroupOpeningQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> GroupOpeningQuerySet:
        """One's own requests, and those that one is asked about."""
        if not user.is_authenticated:
            return self.none()
        asked = GroupOpeningAnswer.objects.filter(member__user=user)
        return self.filter(
            models.Q(part__member__user=user) | models.Q(pk__in=asked.values("opening"))
        )

    def waiting(self) -> GroupOpeningQuerySet:
        return self.filter(state=GroupOpening.State.WAITING)


class GroupOpening(InstitutionScoped):
    """Someone who joined later asks to read what the group wrote before."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OPENED = "opened", _("Opened")
        DECLINED = "declined", _("Declined")

    part = models.ForeignKey(GroupMember, on_delete=models.CASCADE, related_name="openings")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GroupOpeningQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part"],
                condition=models.Q(state="waiting"),
                name="group_opening_asked_once",
            )
        ]

    def get_absolute_url(self) -> str:
        """Return the page of the request. An app above shows it: ABSOLUTE_URL_OVERRIDES says where."""
        return self.part.group.get_absolute_url()

    def __str__(self) -> str:
        return f"opening {self.pk}"


class GroupOpeningAnswer(InstitutionScoped):
    """What one of those who wrote says to it; `says_yes` None: nothing yet."""

    opening = models.ForeignKey(GroupOpening, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    says_yes = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opening", "member"], name="group_opening_answer_once")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
