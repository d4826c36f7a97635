from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User

LONGEST_NOTE = 500


class AttentionStateQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> AttentionStateQuerySet:
        """Return those that were handed to *user*; others are read with the row that they are about."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(handed_to__user=user)


class AttentionState(InstitutionScoped):
    """What those who run programs did about one row of *Needs attention*.

    `kind` and `subject` say which row. `cause` is what the row said when it was done: it comes back
    when its cause is another. Whoever may see the row sees this, and no one else: of a pair, which can be
    one of two programs, who runs the `program` that it says.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    program = models.ForeignKey(
        "matching.Program", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    snoozed_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    handed_to = models.ForeignKey(
        "profiles.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handed_by = models.ForeignKey(
        "profiles.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=120, blank=True)
    changed_by = models.ForeignKey(
        "profiles.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = AttentionStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind", "subject", "program"],
                nulls_distinct=False,
                name="attention_state_once_a_program",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
