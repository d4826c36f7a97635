from __future__ import annotations

from django.db import models

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from mentornet.tenancy.viewer import Viewer
from profiles.institution.models.institution import Institution


class LogoQuerySet(InstitutionScopedQuerySet):
    def visible_to(self, user: Viewer) -> LogoQuerySet:
        """Return the logos of the institutions that *user* belongs to."""
        return self.filter(institution__in=Institution.objects.visible_to(user))


class Logo(InstitutionScoped):
    """The logo of an institution, drawn again from what was uploaded, which is not kept.

    `key` is that of the institution's `logo_key` while it is shown: each upload has another, so that an address
    never shows another picture than before.
    """

    key = models.UUIDField(unique=True, editable=False)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    updated_at = models.DateTimeField(auto_now=True)

    objects = LogoQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution"], name="logo_once")]

    def __str__(self) -> str:
        return f"logo {self.pk}"
