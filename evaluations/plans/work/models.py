"""The one piece of work that a facilitated project group agrees on [C]: owner, aim, steps, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import PeerGroup

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class PieceOfWorkQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PieceOfWorkQuerySet:
        """Return those of the groups that *user* is in now."""
        return self.filter(group__in=PeerGroup.objects.visible_to(user))


class PieceOfWork(InstitutionScoped):
    """What a group works on together. `outcome` says in words how it ended."""

    class State(models.TextChoices):
        OPEN = "open", _("In progress")
        FINISHED = "finished", _("Finished")
        DROPPED = "dropped", _("Stopped")

    group = models.OneToOneField(PeerGroup, on_delete=models.CASCADE, related_name="work")
    owner = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("project"), max_length=200)
    aim = models.TextField(_("goal"), blank=True, max_length=2_000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True, max_length=2_000)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PieceOfWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", ended_on=None)
                | (~models.Q(state="open") & models.Q(ended_on__isnull=False)),
                name="work_ended_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class WorkStepQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> WorkStepQuerySet:
        return self.filter(work__in=PieceOfWork.objects.visible_to(user))


class WorkStep(InstitutionScoped):
    """One step of it: by when, and since when it is done."""

    work = models.ForeignKey(PieceOfWork, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("step"), max_length=300)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkStepQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["work", "text"], name="work_step_once")]

    def __str__(self) -> str:
        return self.text
