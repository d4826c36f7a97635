from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise as StrPromise

    from profiles.models import User


class ConcernReaderQuerySet(InstitutionScopedQuerySet):
    def reading(self, user: User) -> ConcernReaderQuerySet:
        """By which *user* reads now: the role is still the one it was given to, or its author kept them."""
        by_role = models.Q(
            staff_role__isnull=False,
            staff_role__ended_at=None,
            member__offices__contains=["ombuds"],
        )
        kept = models.Q(kept=True) & ~models.Q(concern__state="closed")
        found = self.filter(by_role | kept, member__user=user, member__end_date=None)
        return found.exclude(institution__in=user.closed_roles) if user.closed_roles else found

    def visible_to(self, user: User | AnonymousUser) -> ConcernReaderQuerySet:
        return self.filter(concern__in=Concern.objects.visible_to(user))


class ConcernQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ConcernQuerySet:
        """One's own named ones, and those that one reads as an ombuds; no other role opens any."""
        if not user.is_authenticated:
            return self.none()
        given = ConcernReader.objects.reading(user)
        return self.filter(models.Q(reporter__user=user) | models.Q(pk__in=given.values("concern")))


class Concern(InstitutionScoped):
    """A confidential report to the ombuds [C]: everything that was written is in its messages.

    An anonymous one has no reporter: whoever has the code whose hash is kept here may read on.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Received")
        HANDLED = "handled", _("Being looked into")
        CLOSED = "closed", _("Closed")

        @property
        def meaning(self) -> StrPromise:
            """Return what the state is, as words that follow its name and a colon."""
            return STATE_MEANING[self]

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
    # Before concerns had readers; not written any more.
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


class ConcernReader(InstitutionScoped):
    """Someone whom its author gave a concern to, and the role by which they read it.

    Where that role has ended they read no more, unless its author has `kept` them until it is closed.
    """

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="readers")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    staff_role = models.ForeignKey(
        "profiles.StaffRole", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateField()
    kept = models.BooleanField(default=False)

    objects = ConcernReaderQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "member"], name="concern_reader_once")
        ]

    def __str__(self) -> str:
        return f"concern reader {self.pk}"


class ConcernPartQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ConcernPartQuerySet:
        return self.filter(concern__in=Concern.objects.visible_to(user))


class ConcernMessage(InstitutionScoped):
    """One message of the thread, encrypted with a key that the database does not hold.

    Of the time, the day is kept; `place` is the order, empty only where code from before wrote it.
    """

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="messages")
    from_reporter = models.BooleanField()
    sealed = models.BinaryField()
    place = models.PositiveIntegerField(null=True, editable=False)
    at = models.DateField()

    objects = ConcernPartQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "place"], name="concern_message_place_once")
        ]

    def __str__(self) -> str:
        return f"concern message {self.pk}"


class ConcernAccess(InstitutionScoped):
    """Who opened the thread, and on which days: its author sees this list."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="accesses")
    member = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    at = models.DateField()

    objects = ConcernPartQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return f"access {self.pk}"


STATE_MEANING: dict[str, StrPromise] = {
    Concern.State.OPEN: _("the ombuds can read it, but has not started to look into it"),
    Concern.State.HANDLED: _("the ombuds is working on it"),
    Concern.State.CLOSED: _("no one can write more messages in it"),
}
