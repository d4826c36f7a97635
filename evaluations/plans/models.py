from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.models.group import opened_to
from profiles.assessment.models.assessment import Owned, OwnQuerySet
from profiles.people.staff_roles.domain.program_staff import outside_program_staff

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class DevelopmentPlan(InstitutionScoped):
    """The working copy of a person's academic development plan, from values to targets [P].

    `content` holds the parts as `domain/plan_parts.py` describes them; `revision` and `part_marks`
    keep two browser tabs from overwriting each other, as in the self-assessment.
    """

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="development_plan"
    )
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    part_marks = models.JSONField(default=dict, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"development plan {self.pk}"


class PlanVersion(Owned):
    """A dated, unchangeable copy of a plan; what a group reads is always one of these."""

    number = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="plan_version_once")
        ]

    def __str__(self) -> str:
        return f"plan version {self.number}"


class PlanShareQuerySet(InstitutionScopedQuerySet):
    def open(self) -> PlanShareQuerySet:
        """Return those in force: the group goes on, and the owner is in it."""
        return self.filter(
            models.Exists(
                GroupMember.objects.current().filter(
                    group=models.OuterRef("group"), member=models.OuterRef("member")
                )
            ),
            group__ended_on=None,
        )

    def visible_to(self, user: User | AnonymousUser) -> PlanShareQuerySet:
        """One's own, and those in force that were shared with a group since *user* is in it.

        Not for someone who runs programs at the institution, will or did, though they are in the group.
        """
        if not user.is_authenticated:
            return self.none()
        inside = GroupMember.objects.current().filter(member__user=user)
        return self.filter(
            models.Q(member__user=user)
            | models.Q(pk__in=PlanShare.objects.open().filter(group__in=inside.values("group")))
            & opened_to(user, written="shared_at")
            & outside_program_staff(user)
        )


class PlanShare(InstitutionScoped):
    """A group that may read its owner's plan. No row: no one may."""

    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="plan_shares"
    )
    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="plan_shares")
    shared_at = models.DateTimeField(auto_now_add=True)

    objects = PlanShareQuerySet.as_manager()

    class Meta:
        ordering = ["member__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["member", "group"], name="plan_shared_once")]

    def __str__(self) -> str:
        return f"share {self.pk}"


class PlanCommentQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PlanCommentQuerySet:
        """One's own, what was said of one's own plan, and of plans that one may read there."""
        if not user.is_authenticated:
            return self.none()
        shared = PlanShare.objects.visible_to(user).filter(
            member=models.OuterRef("owner"), group=models.OuterRef("group")
        )
        return self.filter(
            models.Q(author__user=user)
            | models.Q(owner__user=user)
            | models.Q(models.Exists(shared)) & opened_to(user, written="written_at")
        )


class PlanComment(InstitutionScoped):
    """What someone in a group says to a plan that is shared there; it stays in that group."""

    owner = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(PeerGroup, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=4_000)
    written_at = models.DateTimeField(auto_now_add=True)

    objects = PlanCommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["owner", "group", "written_at"])]

    def __str__(self) -> str:
        return f"comment {self.pk}"
