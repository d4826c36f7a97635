from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from evaluations.meetings.models import Meeting
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.models.group import opened_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ParkedItemQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ParkedItemQuerySet:
        """Return what was parked in the groups that *user* is in now, since they joined."""
        return self.filter(opened_to(user), group__in=PeerGroup.objects.visible_to(user))


class ParkedItem(InstitutionScoped):
    """What a group puts aside in a session, not to lose it; everyone in the group sees it."""

    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="parked")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParkedItemQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["group", "done_at"])]

    def __str__(self) -> str:
        return self.text


class SpokeMarkQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> SpokeMarkQuerySet:
        """For those who facilitate the group now: the sessions since they do, and what they noted.

        Not for members, and no office opens it.
        """
        if not user.is_authenticated:
            return self.none()
        leading = GroupMember.objects.current().filter(
            member__user=user, part__in=GroupMember.LEADING
        )
        since = leading.filter(
            models.Q(leads_from=None)
            | models.Q(leads_from__lte=models.OuterRef("meeting__starts_at")),
            group=models.OuterRef("meeting__group"),
        )
        return self.filter(
            models.Q(models.Exists(since)) | models.Q(noted_by__user=user),
            meeting__group__in=leading.values("group"),
            meeting__in=Meeting.objects.visible_to(user),
        )


class SpokeMark(InstitutionScoped):
    """A facilitator's own tap: this person has spoken in this session."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    noted_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SpokeMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="spoke_mark_once")
        ]

    def __str__(self) -> str:
        return f"spoke mark {self.pk}"
