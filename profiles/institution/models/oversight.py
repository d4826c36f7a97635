"""Roles, invitations, what a second person decides, and changes of the threshold for figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution
from profiles.vocabulary import Office

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class OfInstitutionQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows of the institutions that *user* directs; all of them for an operator."""
        if user.is_authenticated and user.is_active and user.is_superuser:
            return self
        return self.filter(institution__in=Institution.objects.directed_by(user))


class ApprovalQuerySet(OfInstitutionQuerySet):
    def waiting(self) -> ApprovalQuerySet:
        return self.filter(state=Approval.State.WAITING)


class Approval(InstitutionScoped):
    """A change that needs the yes of a second person before it takes effect.

    `payload` says what the change is, in keys and names; secrets never go into it. `gains` is the
    login that the change gives something to: it decides nothing about it.
    """

    class Kind(models.TextChoices):
        STAFF_ROLE = "staff_role", _("Role")
        SIGN_ON = "sign_on", _("Single sign-on")
        ADDRESS_CLAIM = "address_claim", _("Sign-in email")
        API_CLIENT = "api_client", _("API client")
        MAIL_DOMAIN = "mail_domain", _("Mail domain")
        OTHER = "other", _("Other change")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    kind = models.CharField(max_length=20, choices=Kind)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    payload = models.JSONField(default=dict, blank=True)
    gains = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | models.Q(decided_by=None)
                | models.Q(asked_by=None)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="approval_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "state", "-asked_at"]),
            models.Index(
                fields=["expires_at"], condition=models.Q(state="waiting"), name="approval_expiring"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class StaffRoleQuerySet(OfInstitutionQuerySet):
    def open(self) -> StaffRoleQuerySet:
        """Those that hold now or will: nobody has revoked them and no last day has passed."""
        return self.filter(ended_at=None)


class StaffRole(InstitutionScoped):
    """A role of a member beside being faculty: which one, where, from when to when, by whose word.

    The database keeps `Membership.offices` equal to the rows that hold today (see profiles/sql.py).
    `ends_on` is the last day, known ahead; `ended_at` is when the role was revoked or was over.
    """

    class Scope(models.TextChoices):
        INSTITUTION = "institution", _("The whole institution")
        UNIT = "unit", _("A unit")
        PROGRAM = "program", _("A program")

    membership = models.ForeignKey(
        "profiles.Membership", on_delete=models.CASCADE, related_name="staff_roles"
    )
    role = models.CharField(max_length=20, choices=Office)
    scope_kind = models.CharField(
        max_length=20,
        choices=Scope,
        default=Scope.INSTITUTION,
        db_default=Scope.INSTITUTION.value,
    )
    scope_id = models.UUIDField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    granted_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = StaffRoleQuerySet.as_manager()

    class Meta:
        ordering = ["role", "membership__family_name", "membership__given_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role", "scope_kind", "scope_id"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="staff_role_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="staff_role_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind="institution", scope_id=None)
                | models.Q(~models.Q(scope_kind="institution"), scope_id__isnull=False),
                name="staff_role_scope_named",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | models.Q(granted_by=None)
                | ~models.Q(confirmed_by=models.F("granted_by")),
                name="staff_role_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["institution", "role"],
                condition=models.Q(ended_at=None),
                name="staff_role_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.membership_id}"


class ThresholdChangeQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ThresholdChangeQuerySet:
        """For everyone of the institution: it is their protection that changes."""
        return self.filter(institution__in=Institution.objects.visible_to(user))


class ThresholdChange(InstitutionScoped):
    """A change of how many people a figure speaks of at least. It is never edited or deleted."""

    previous = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(
        "profiles.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ThresholdChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.previous} → {self.value}"
