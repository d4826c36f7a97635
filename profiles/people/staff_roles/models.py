from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped
from profiles.institution.models.directed import DirectedQuerySet
from profiles.institution.rules import mailbox
from profiles.vocabulary import RUNS_PROGRAMS, StaffRoleKind


class StaffRoleQuerySet(DirectedQuerySet):
    def open(self) -> StaffRoleQuerySet:
        """Those that hold now or will: no one has revoked them and no last day has passed."""
        return self.filter(ended_at=None)

    def running_programs(
        self, *, logins: Collection[UUID], emails: Collection[str]
    ) -> StaffRoleQuerySet:
        """Those that run mentoring programs, past and coming ones too, of the people behind *logins*.

        A second login of theirs counts by its mailbox, as far as *emails* (theirs) tell.
        """
        boxes = {mailbox(one).rpartition("@") for one in emails if one}
        same = "|".join(
            rf"^{re.escape(local)}(\+[^@]*)?@{re.escape(domain)}$" for local, _at, domain in boxes
        )
        theirs = models.Q(membership__user__in=logins)
        if same:
            theirs |= models.Q(membership__user__email__iregex=same)
            theirs |= models.Q(membership__address__iregex=same)
        return self.filter(theirs, role__in=RUNS_PROGRAMS)


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
    role = models.CharField(max_length=20, choices=StaffRoleKind)
    scope_kind = models.CharField(
        max_length=20,
        choices=Scope,
        default=Scope.INSTITUTION,
        db_default=Scope.INSTITUTION.value,
    )
    scope_id = models.UUIDField(null=True, blank=True)
    # While someone is away: the role that this one stands in for, with which it ends.
    deputy_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="deputies"
    )
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
        ordering = ["role", "membership__sort_key", "id"]
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
                condition=models.Q(deputy_for=None) | models.Q(ends_on__isnull=False),
                name="staff_role_of_a_deputy_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind="institution")
                | ~models.Q(role__in=["ombuds", "facilitator", "director"]),
                name="staff_role_scope_fits",
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
