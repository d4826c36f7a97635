from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from mentornet.tenancy import InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.people.models.user import User


class ApiClientQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ApiClientQuerySet:
        """Return the clients of the institutions in which *user* is a director now."""
        return self.filter(institution__in=Institution.objects.directed_by(user))


class ApiClient(AbstractApplication):
    """A system of the institution's that may use the API, by client credentials alone.

    The library keeps the secret as a hash. After a rotation the secret before holds until
    `previous_until`, so that systems can be changed over one at a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", editable=False
    )
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    previous_secret = models.CharField(max_length=255, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        "profiles.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        ordering = ["revoked_at", "name", "id"]
        indexes = [models.Index(fields=["institution", "revoked_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def has_two_secrets(self) -> bool:
        return self.previous_until is not None and self.previous_until > timezone.now()

    def is_usable(self, request: Any) -> bool:
        """What the library asks before it gives a token."""
        return not self.is_revoked
