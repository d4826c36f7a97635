from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from networks.models import Tie

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class CheckInQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> CheckInQuerySet:
        """Return what one was asked oneself; not what the other side answered."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)

    def open(self) -> CheckInQuerySet:
        """Asked, and not answered yet."""
        return self.filter(state=CheckIn.State.ASKED, answer="")


class CheckIn(InstitutionScoped):
    """One side of a tie, asked on a day whether the two have met [L, P].

    What is answered counts for early warning; `line` is for the one who wrote it.
    """

    class State(models.TextChoices):
        DUE = "due", _("Waiting to be sent")
        ASKED = "asked", _("Asked")
        DROPPED = "dropped", _("Not asked")

    class Answer(models.TextChoices):
        MET = "met", _("We met")
        NOT_YET = "not_yet", _("Not yet")
        HELP = "help", _("We need help")
        NOT_NOW = "not_now", _("Not now")

    tie = models.ForeignKey(Tie, on_delete=models.CASCADE, related_name="check_ins")
    member = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="check_ins"
    )
    due_on = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    line = models.CharField(max_length=500, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tie", "member", "due_on"], name="check_in_once"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="check_in_due"),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"
