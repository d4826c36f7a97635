from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SavedViewQuerySet(InstitutionScopedQuerySet):
    def for_member(self, institution: UUID, owner: UUID) -> QuerySet[Any]:
        """Return the views of this member, and those that colleagues share."""
        return self.filter(institution=institution).filter(
            models.Q(owner=owner) | models.Q(is_shared=True)
        )


class SavedView(InstitutionScoped):
    """A name for what someone chose on a list: search, filters, sort and columns.

    Sharing shares the choice and nothing else: each reader sees in it what they may see anyway.
    """

    # The member's key; the models below all apps know no member.
    owner = models.UUIDField(editable=False)
    list_key = models.CharField(max_length=40, editable=False)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000, blank=True, editable=False)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        app_label = "mentornet"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "list_key", "owner", "name"], name="saved_view_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
