"""The filter of lists by a unit, chosen by typing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from mentornet.lists.filters import ListFilters
from profiles.institution.fields import UnitField

_WITH_ALL_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM profiles_unit WHERE id = %s
    UNION
    SELECT child.id FROM profiles_unit child JOIN below ON child.parent_id = below.id
) SELECT id FROM below
"""


class UnitFilter(django_filters.Filter):
    """A unit, chosen by typing, with all below it."""

    field_class = UnitField

    def filter(self, qs: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        """Return those of *qs* in the unit or below."""
        if not value:
            return qs
        below = RawSQL(_WITH_ALL_BELOW, [value])  # noqa: S611  (our own query)
        return qs.filter(**{f"{self.field_name}__in": below})


class UnitFilters(ListFilters):
    """Filters of rows that belong to a unit."""

    unit = UnitFilter(label=_("Unit, with all below it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.form.fields["unit"]
        field.of(self.request.membership.institution)
