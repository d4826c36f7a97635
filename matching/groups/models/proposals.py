from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class OfRunQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> OfRunQuerySet:
        """Return those of programs that *user* directs."""
        return self.filter(run__program__in=Program.objects.directed_by(user))


class GroupProposal(InstitutionScoped):
    """One group that a run proposes; `peer_group` is what publishing made of it.

    A group that was published before has its `peer_group` from the start: its people stay.
    `engine_facilitator` keeps what the engine proposed when a director changes it.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="group_proposals")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    facilitator = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    engine_facilitator = models.ForeignKey(
        "matching.Enrollment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    peer_group = models.ForeignKey(
        "networks.PeerGroup", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OfRunQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="group_proposal_number_once")
        ]

    def __str__(self) -> str:
        return self.name


class Seat(InstitutionScoped):
    """Where a run puts one member: in a group, or on the waiting list (no group)."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="seats")
    enrollment = models.ForeignKey(
        "matching.Enrollment", on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        GroupProposal, null=True, blank=True, on_delete=models.CASCADE, related_name="seats"
    )
    engine_group = models.ForeignKey(
        GroupProposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    locked = models.BooleanField(default=False)
    settled = models.BooleanField(
        default=False, help_text="In this group already: it was published with them."
    )
    asked_first = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Peers are asked before their pair begins: by what directors know, one of them could have few others.",
    )
    cause = models.CharField(
        max_length=20, blank=True, help_text="Why the engine left them waiting."
    )

    objects = OfRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "enrollment"], name="seat_once_a_run"),
            models.CheckConstraint(
                condition=models.Q(locked=False) | models.Q(group__isnull=False),
                name="seat_locked_to_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class GroupMove(InstitutionScoped):
    """One change by hand, with what was before, so that it can be undone; the last one first.

    `before` is `{"seat": key, "group": key or null}`, for two peers with `"with": [key]`, or `{"group": key, "facilitator": key or
    null}`; `judged` is how good the groups were then.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="group_moves")
    number = models.PositiveIntegerField()
    before = models.JSONField()
    judged = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfRunQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="group_move_number_once")
        ]

    def __str__(self) -> str:
        return f"move {self.number}"


class ProgramGroupQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ProgramGroupQuerySet:
        """Return those of programs that *user* directs."""
        return self.filter(program__in=Program.objects.directed_by(user))


class ProgramGroup(InstitutionScoped):
    """The program that a peer group belongs to."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="groups")
    group = models.OneToOneField(
        "networks.PeerGroup", on_delete=models.CASCADE, related_name="program_group"
    )
    run = models.ForeignKey(MatchRun, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgramGroupQuerySet.as_manager()

    def __str__(self) -> str:
        return f"group of a program {self.pk}"
