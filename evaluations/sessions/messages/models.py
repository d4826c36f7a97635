from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup
from networks.peer_groups.models.group import opened_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class GroupMessageQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> GroupMessageQuerySet:
        """Return what was written to the groups that *user* is in now, since they joined; no office reads it."""
        return self.filter(
            opened_to(user, written="sent_at"), group__in=PeerGroup.objects.visible_to(user)
        )


class GroupMessage(InstitutionScoped):
    """What someone who facilitates a group wrote to all of it: sent by email, and kept there."""

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=5_000)
    sent_to = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    objects = GroupMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "pk"]
        indexes = [models.Index(fields=["group", "-sent_at"], name="message_of_group")]

    def __str__(self) -> str:
        return f"group message {self.pk}"
