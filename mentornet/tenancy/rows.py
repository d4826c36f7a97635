"""What every table stands on: an unguessable key, an institution, and denial by default."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, Self

from django.db import models


class InstitutionScopedQuerySet(models.QuerySet[Any]):
    """A queryset that shows no one anything until its model says whom it may show what.

    Whatever a model says, nothing of an institution from which this session of the user's is barred
    is shown (`user.barred_institutions`, keys that the middleware sets).
    """

    # Where a row says which institution it belongs to.
    institution_field: ClassVar[str] = "institution"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "visible_to" in vars(cls):
            cls.visible_to = _in_session(cls.visible_to)  # type: ignore[method-assign]

    def of(self, institution: Any) -> Self:
        """Only the rows of this institution."""
        return self.filter(**{self.institution_field: institution})

    def visible_to(self, user: Any) -> Self:
        """The rows this user may see. A model that forgets to say shows none."""
        return self.none()


def _in_session(shown: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(shown)
    def visible_to(rows: Any, user: Any) -> Any:
        barred = getattr(user, "barred_institutions", None)
        within = rows.exclude(**{f"{rows.institution_field}__in": barred}) if barred else rows
        return shown(within, user)

    return visible_to


class Row(models.Model):
    """A row with a random key, so that an address never tells how many rows there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class OfInstitution(models.Model):
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


class InstitutionScoped(Row, OfInstitution):
    """A row that belongs to one institution, under a random key."""

    class Meta:
        abstract = True
