from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


class CalendarFeedQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> CalendarFeedQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(member__user=user)


class CalendarFeed(InstitutionScoped):
    """A person's private calendar address; its link has the purpose `feed`.

    Addresses of before are signed with `version`: revoking counts on.
    """

    member = models.OneToOneField(
        "profiles.Membership", on_delete=models.CASCADE, related_name="calendar_feed"
    )
    # From then on, meetings that are planned come by no mail: the subscribed calendar shows them.
    instead_of_mail_since = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    active = models.BooleanField(default=True)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"
