from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class DismissedTipsQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DismissedTipsQuerySet:
        """Return one's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class DismissedTips(InstitutionScoped):
    """The tips that a person has read and does not want to see again. No row: none."""

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="dismissed_tips"
    )
    tips = ArrayField(models.CharField(max_length=40), verbose_name=_("Tips"), default=list)

    objects = DismissedTipsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"dismissed tips {self.pk}"
