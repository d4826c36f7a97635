"""What every table stands on: an unguessable key, an institution, and denial by default."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models


class InstitutionScopedQuerySet(models.QuerySet[Any]):
    """A queryset that shows nobody anything until its model says whom it may show what."""

    def of(self, institution: Any) -> Self:
        """Only the rows of this institution."""
        return self.filter(institution=institution)

    def visible_to(self, user: Any) -> Self:
        """The rows this user may see. A model that forgets to say shows none."""
        return self.none()


class Row(models.Model):
    """A row with a random key, so that an address never tells how many rows there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class InstitutionScoped(Row):
    """A row that belongs to one institution.

    The institution is protected: it is emptied on purpose, by its own command, and never by
    deleting one row by mistake.
    """

    institution = models.ForeignKey(
        "profiles.Institution",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    objects: Any = InstitutionScopedQuerySet.as_manager()

    class Meta:
        abstract = True
