from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.vocabulary import Area, MentorRole, TieKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise as StrPromise

    from profiles.models import Membership, User


class InvitationQuerySet(InstitutionScopedQuerySet):
    def open(self) -> InvitationQuerySet:
        return self.filter(state=Invitation.State.OPEN)

    def between(self, protege: Membership, mentor: Membership) -> InvitationQuerySet:
        return self.filter(protege=protege, mentor=mentor)

    def concerning(self, member: Membership) -> InvitationQuerySet:
        """Those between *member* and someone; the keys have an index, their users do not."""
        return self.filter(models.Q(protege=member) | models.Q(mentor=member))

    def visible_to(self, user: User | AnonymousUser) -> InvitationQuerySet:
        """Invitations that *user* sent or received; no one else learns of a decline [C]."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(protege__user=user) | models.Q(mentor__user=user))


class Invitation(InstitutionScoped):
    """A deliberate, specific request that leaves a graceful way to decline [C]."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REFERRED = "referred", _("Colleague suggested")
        LAPSED = "lapsed", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

        @property
        def meaning(self) -> StrPromise:
            """Return what the state is, as words that follow its name and a colon."""
            return STATE_MEANING[self]

    protege = models.ForeignKey(
        "profiles.Membership", on_delete=models.PROTECT, related_name="invitations_sent"
    )
    mentor = models.ForeignKey(
        "profiles.Membership",
        on_delete=models.PROTECT,
        related_name="invitations_received",
    )
    kind = models.CharField(max_length=30, choices=TieKind, default=TieKind.DYAD)
    roles = ArrayField(
        models.CharField(max_length=20, choices=MentorRole), default=list, blank=True
    )
    areas = ArrayField(models.CharField(max_length=20, choices=Area), default=list, blank=True)
    help_asked = models.TextField()
    first_step = models.TextField(blank=True)
    way_out = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    sent_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    lapses_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    referred_to = models.ForeignKey(
        "profiles.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tie = models.OneToOneField(
        "networks.Tie",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invitation",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(mentor=models.F("protege")),
                name="invitation_not_to_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__lte=models.F("remind_at"))
                & models.Q(remind_at__lte=models.F("lapses_at")),
                name="invitation_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at=None)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="invitation_answered_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["protege", "mentor"],
                condition=models.Q(state="open"),
                name="invitation_one_open_a_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["protege", "state"]),
            models.Index(fields=["mentor", "state"]),
            models.Index(
                fields=["lapses_at"],
                condition=models.Q(state="open"),
                name="invitation_open_lapse",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


STATE_MEANING: dict[str, StrPromise] = {
    Invitation.State.OPEN: _("the mentor has not answered yet"),
    Invitation.State.ACCEPTED: _("the mentor said yes, and the mentoring relationship began"),
    Invitation.State.DECLINED: _("the mentor said no, and only the two people can see that"),
    Invitation.State.REFERRED: _("the mentor suggested someone else, and the mentee can ask them"),
    Invitation.State.LAPSED: _("it closed without an answer"),
    Invitation.State.WITHDRAWN: _("the mentee no longer needs an answer"),
}
