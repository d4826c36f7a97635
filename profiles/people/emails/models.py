"""Emails that wait: for the person to confirm a new one, or to join an institution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution
from profiles.vocabulary import StaffRoleKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class AddressClaimQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AddressClaimQuerySet:
        """Return one's own, and those of an institution for its directors and its ombuds."""
        if not user.is_authenticated:
            return self.none()
        watched = Institution.objects.visible_to(user).filter(
            memberships__user=user,
            memberships__end_date=None,
            memberships__offices__overlap=[StaffRoleKind.DIRECTOR, StaffRoleKind.OMBUDS],
        )
        return self.filter(models.Q(user=user) | models.Q(institution__in=watched.values("pk")))

    def waiting(self) -> AddressClaimQuerySet:
        return self.filter(state=AddressClaim.State.WAITING)


class AddressClaim(InstitutionScoped):
    """What an institution says is the new sign-in email of someone who uses their login.

    Until the person confirms it, the login keeps the email that it has. `due_at` is when the new
    one takes over if no one signs in until then; without it, only the person can decide.
    `password_mark` tells later whether the login's password is still the one of before.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the person")
        CONFIRMED = "confirmed", _("Confirmed by the person")
        TAKEN_OVER = "taken_over", _("In use, because no one signed in")
        STOPPED = "stopped", _("Stopped")
        REFUSED = "refused", _("Refused by a second person")
        REPLACED = "replaced", _("Replaced by a later change")

    membership = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="address_claims"
    )
    user = models.ForeignKey("profiles.User", on_delete=models.CASCADE, related_name="+")
    old_address = models.EmailField(max_length=254)
    address = models.EmailField(max_length=254)
    asked_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    needs_approval = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    password_mark = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Two people who say that they know who is at the other end, where nothing else can prove it.
    vouched_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    vouched_by_operator = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AddressClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(state="waiting"),
                name="address_claim_one_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="address_claim_end_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(vouched_by=None)
                | models.Q(vouched_by_operator=None)
                | ~models.Q(vouched_by=models.F("vouched_by_operator")),
                name="address_claim_two_vouch",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "state", "-asked_at"]),
            models.Index(
                fields=["institution", "due_at"],
                condition=models.Q(state="waiting"),
                name="address_claim_due",
            ),
            models.Index(fields=["user", "state"], name="address_claim_of_login"),
            models.Index(fields=["old_address", "decided_at"], name="address_claim_given_up"),
        ]

    def __str__(self) -> str:
        return f"email change {self.pk} ({self.state})"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def waits_for_approval(self) -> bool:
        return self.is_waiting and self.needs_approval and self.approved_at is None


class MembershipOfferQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> MembershipOfferQuerySet:
        """Those to the email with which *user* signs in; the institution itself sees none of them."""
        if not user.is_authenticated:
            return self.none()
        return (
            self.open()
            .filter(address=user.email.lower())
            .exclude(institution__memberships__user=user)
        )

    def open(self) -> MembershipOfferQuerySet:
        """Return those that can still be accepted."""
        return self.filter(state__in=OPEN)


class MembershipOffer(InstitutionScoped):
    """A person of the roster whose email already signs in to a login, or is not free yet.

    Until the owner of that login accepts, the membership hangs on a login of its own that no one
    can sign in to. To the institution it looks like anyone else who has not signed in yet.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for your answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        SETTLED = "settled", _("The email became free")

    membership = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="offer_to_join"
    )
    address = models.EmailField(max_length=254)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipOfferQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [
            models.Index(fields=["address", "state"], name="membership_offer_address"),
            models.Index(fields=["institution", "state"], name="membership_offer_state"),
        ]

    def __str__(self) -> str:
        return f"offer to join {self.pk} ({self.state})"


# An offer that was declined can still be accepted.
OPEN = (MembershipOffer.State.WAITING, MembershipOffer.State.DECLINED)
