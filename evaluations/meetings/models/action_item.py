from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup, Tie
from networks.peer_groups.models.group import opened_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ActionItemQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ActionItemQuerySet:
        """Return the two people of the tie, or those in the group; what is one's own from before, too."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(tie__in=Tie.objects.visible_to(user))
            | models.Q(group__in=PeerGroup.objects.visible_to(user))
            & (opened_to(user) | models.Q(owner__user=user))
        )

    def open(self) -> ActionItemQuerySet:
        return self.filter(done_at=None, dropped_at=None)


class ActionItem(InstitutionScoped):
    """What one of the two takes on; open ones stand on the next agenda until they are done [L]."""

    tie = models.ForeignKey(
        Tie, null=True, blank=True, on_delete=models.CASCADE, related_name="action_items"
    )
    group = models.ForeignKey(
        PeerGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="action_items"
    )
    meeting = models.ForeignKey(
        "evaluations.Meeting",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="action_items",
    )
    owner = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tie=None, group__isnull=False)
                | models.Q(tie__isnull=False, group=None),
                name="action_of_tie_or_group",
            )
        ]
        indexes = [models.Index(fields=["tie", "done_at"]), models.Index(fields=["group"])]

    @property
    def participants(self) -> Tie | PeerGroup:
        """Whose action it is: a constraint holds that it is a tie's or a group's."""
        if self.tie is not None:
            return self.tie
        if self.group is not None:
            return self.group
        raise ValueError("This action belongs to nobody yet.")

    def __str__(self) -> str:
        return f"action {self.pk}"
