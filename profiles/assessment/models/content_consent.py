from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.api.scopes import CONTENT
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.assessment.models.assessment import Owned, OwnQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User

PART_NUMBERS = list(range(1, 9))


class ContentGrantQuerySet(InstitutionScopedQuerySet):
    def in_force(self) -> ContentGrantQuerySet:
        """Return those under which a client may read what people open to it."""
        return self.filter(
            ended_at=None, client__revoked_at=None, client__scopes__contains=[CONTENT]
        )

    def visible_to(self, user: User | AnonymousUser) -> ContentGrantQuerySet:
        """Return what is asked of *user*: the grants of the institutions that they belong to."""
        return self.filter(institution__in=Institution.objects.visible_to(user))


class ContentGrant(InstitutionScoped):
    """For what purpose a client asks people to open parts of their self-assessment to it.

    Nothing of it ever changes but its end. Another purpose, or the permission taken away and given
    again, is another grant; so a consent, which belongs to one grant, holds no longer than it.
    """

    class Ending(models.TextChoices):
        PURPOSE = "purpose", _("its purpose was changed")
        TAKEN = "taken", _("it can no longer read self-assessments")
        REVOKED = "revoked", _("it was revoked")

    client = models.ForeignKey(
        "profiles.ApiClient", on_delete=models.CASCADE, related_name="content_grants"
    )
    purpose = models.CharField(max_length=300)
    granted_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = ContentGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(ended_at=None),
                name="content_grant_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ending="")
                | models.Q(ended_at__isnull=False) & ~models.Q(ending=""),
                name="content_grant_end_has_a_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.purpose}"


class ContentConsentQuerySet(OwnQuerySet):
    def holding(self) -> ContentConsentQuerySet:
        """Return those that open something now: there are parts, and the grant is in force."""
        return self.filter(parts__len__gt=0, grant__in=ContentGrant.objects.in_force())


class ContentConsent(Owned):
    """Which parts of a self-assessment its owner has opened under one grant. No row: none."""

    grant = models.ForeignKey(ContentGrant, on_delete=models.CASCADE, related_name="consents")
    parts = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    changed_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)

    objects = ContentConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "member"], name="content_consent_once"),
            models.CheckConstraint(
                condition=models.Q(parts__contained_by=PART_NUMBERS),
                name="content_consent_parts_exist",
            ),
        ]

    def __str__(self) -> str:
        return f"parts {self.parts}"
