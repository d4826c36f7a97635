"""How far someone is with their first steps, and the people whom they have listed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class FirstStepsQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> FirstStepsQuerySet:
        """Return those of *user*'s own memberships and no one else's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class FirstSteps(InstitutionScoped):
    """The three questions of a newcomer.

    The goal and the needs are rows of the self-assessment. `people` holds those who were listed and
    are not in the network yet, so that no one gets an email before the list is done: dictionaries of
    `key`, `member` (the key of a colleague, or empty), `name`, `email`, `affiliation` and `kind`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Begun")
        SKIPPED = "skipped", _("Skipped")
        DONE = "done", _("Done")

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="first_steps"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    people = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FirstStepsQuerySet.as_manager()

    class Meta:
        verbose_name = _("first steps")

    def __str__(self) -> str:
        return f"first steps {self.pk}"
