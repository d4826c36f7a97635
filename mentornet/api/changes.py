"""What changed in a list since a moment: the rows as they are now, and the keys of those that are gone.

A change says which row; what it is now is read from the row, through the same doors as the list. A
row that the caller can't read any more, deleted or not, is told as removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, QuerySet

from mentornet.api.cursors import RowAfter, after, read_cursor
from mentornet.api.filters import MomentField
from mentornet.api.problems import BadParameter, ChangesGone, Fault
from mentornet.changes.horizon import kept_since, synced_until
from mentornet.changes.models import Change

ORDER = ("changed_at", "id")
SINCE: dict[str, Any] = {
    "name": "updated_since",
    "in": "query",
    "schema": {"type": "string", "format": "date-time"},
    "description": "What changed since then, in the order in which it was written, and in `removed` "
    "what can’t be read any more. Pass `synced_until` of the first page of the time before.",
}


@dataclass(frozen=True)
class Changed:
    """A page of changes. *last* is where it ends; *removed* are keys."""

    rows: list[Any]
    removed: list[UUID]
    last: Change | None
    has_more: bool
    synced_until: datetime


def since_of(view: Any, request: Any) -> datetime | None:
    """Return since when the caller wants changes; None where they want the list.

    Raise BadParameter, ChangesGone.
    """
    given = request.query_params.get("updated_since")
    if not given or not view.changes:
        return None
    return read_since(given, at="updated_since", institution_id=view.caller.institution.pk)


def read_since(given: str, *, at: str, institution_id: UUID) -> datetime:
    """Return since when changes are wanted. Raise BadParameter, and ChangesGone where that is too long ago."""
    since = read_moment(given, at=at)
    if since < kept_since(institution_id):
        raise ChangesGone(at=at, synced_until=synced_until())
    return since


def read_moment(given: str, *, at: str) -> datetime:
    """Return the moment that the parameter *at* names. Raise BadParameter."""
    try:
        found: datetime = MomentField().clean(given)
    except ValidationError as error:
        raise BadParameter(
            faults=[Fault(" ".join(error.messages), where="parameter", at=at)]
        ) from error
    return found


def read_changes(
    changes: QuerySet[Change],
    rows: QuerySet[Any],
    readable: QuerySet[Any],
    *,
    since: datetime,
    limit: int,
    cursor: str | None = None,
) -> Changed:
    """Return a page of *changes*: those of *rows*, and as removed what is not even *readable*."""
    # Before the changes are read: what is committed in between comes the next time.
    until = synced_until()
    later = Change.objects.filter(row_id=OuterRef("row_id"), resource=OuterRef("resource")).filter(
        RowAfter(*(F(name) for name in ORDER), *(OuterRef(name) for name in ORDER))
    )
    wanted = changes.filter(~Exists(later), changed_at__gte=since).order_by(*ORDER)
    if cursor:
        wanted = after(wanted, ORDER, read_cursor(cursor, Change, ORDER))
    page = list(wanted[: limit + 1])
    has_more = len(page) > limit
    page = page[:limit]
    keys = [one.row_id for one in page]
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    missing = [key for key in keys if key not in found]
    there = set(readable.filter(pk__in=missing).values_list("pk", flat=True)) if missing else set()
    return Changed(
        rows=[found[key] for key in keys if key in found],
        removed=[key for key in missing if key not in there],
        last=page[-1] if page else None,
        has_more=has_more,
        synced_until=until,
    )
