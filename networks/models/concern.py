from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class ConcernQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ConcernQuerySet:
        """One's own named ones, and those that one handles as ombuds now; no other office opens any."""
        if not user.is_authenticated:
            return self.none()
        handled = models.Q(
            ombuds__user=user, ombuds__end_date=None, ombuds__offices__contains=["ombuds"]
        )
        if user.closed_roles:
            handled &= ~models.Q(institution__in=user.closed_roles)
        return self.filter(models.Q(reporter__user=user) | handled)


class Concern(InstitutionScoped):
    """A confidential report to the ombuds [C]: everything that was written is in its messages.

    An anonymous one has no reporter: whoever has the code whose hash is kept here may read on.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Received")
        HANDLED = "handled", _("Being looked into")
        CLOSED = "closed", _("Closed")

    class Kind(models.TextChoices):
        POWER = "power", _("Misuse of power")
        CREDIT = "credit", _("Credit taken")
        HARASSMENT = "harassment", _("Harassment")
        DISCRIMINATION = "discrimination", _("Discrimination")
        OTHER = "other", _("Something else")

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reporter = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    code_hash = models.CharField(max_length=64, blank=True)
    ombuds = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_on = models.DateField()

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-created_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reporter=None) | models.Q(code_hash=""),
                name="concern_named_or_by_code",
            )
        ]
        indexes = [models.Index(fields=["code_hash"])]

    def __str__(self) -> str:
        return f"concern {self.pk}"

    @property
    def is_anonymous(self) -> bool:
        return bool(self.code_hash)


class ConcernPartQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ConcernPartQuerySet:
        return self.filter(concern__in=Concern.objects.visible_to(user))


class ConcernMessage(InstitutionScoped):
    """One message of the thread, encrypted with a key that the database does not hold."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="messages")
    from_reporter = models.BooleanField()
    sealed = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)

    objects = ConcernPartQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"concern message {self.pk}"


class ConcernAccess(InstitutionScoped):
    """Who opened the thread, and when: the reporter sees this list."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="accesses")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ConcernPartQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"access {self.pk}"
