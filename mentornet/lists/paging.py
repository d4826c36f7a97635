"""Pages by key: the next page begins after the last row of this one, wherever that stands.

No row is counted over, so that the hundredth page costs what the first does, and none is shown twice
when rows are added meanwhile. A mark in the address says the row: its sort values and its key.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.db.models.sql.where import WhereNode

LONGEST_MARK = 4_000


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the marks of the pages beside it; "" where there is none."""

    rows: list[Any]
    before: str
    after: str


def page_of(
    rows: QuerySet[Any],
    *,
    fields: tuple[str, ...],
    descending: bool,
    size: int,
    after: str = "",
    before: str = "",
) -> Page:
    """Return the page behind the mark *after*, or the one before *before*; else the first.

    *fields* are never NULL; the key is added as the last. A mark that makes no sense is none.
    """
    names = (*fields, "pk")
    backwards = bool(before)
    mark = read_mark(rows, names, before or after)
    if mark is None:
        backwards = False
    else:
        rows = rows.filter(_beyond(names, mark, upwards=descending == backwards))
    sign = "-" if descending != backwards else ""
    order = [sign + name for name in names]
    # Found by key first: to sort all that match with everything that their cells need is what costs.
    keys = rows.order_by(*order).values("pk")[: size + 1]
    found = list(_with_keys(rows, keys).order_by(*order))
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before = more if backwards else mark is not None and bool(found)
    has_after = bool(found) if backwards else more
    return Page(
        rows=found,
        before=write_mark(found[0], names) if has_before else "",
        after=write_mark(found[-1], names) if has_after else "",
    )


def _with_keys(rows: QuerySet[Any], keys: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of *rows* that have one of *keys*, which are chosen among them.

    What *rows* must fulfill is asked of the keys alone: asked again, it would take as long again.
    """
    found = rows.all()
    found.query.where = WhereNode()
    return found.filter(pk__in=keys)


def write_mark(row: Any, names: tuple[str, ...]) -> str:
    """Return where *row* stands, for an address."""
    values = [_plain(_value(row, name)) for name in names]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_mark(rows: QuerySet[Any], names: tuple[str, ...], mark: str) -> list[Any] | None:
    """Return the values of a mark, or None where it is none of this order."""
    if not mark or len(mark) > LONGEST_MARK:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(values, list) or len(values) != len(names):
            return None
        if any(isinstance(one, str) and "\0" in one for one in values):
            return None
        read = [_field(rows, name).to_python(one) for name, one in zip(names, values, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, ValidationError):
        return None
    return None if any(one is None for one in read) else read


def _beyond(names: tuple[str, ...], values: list[Any], *, upwards: bool) -> Q:
    """The rows that stand behind *values*; the first part alone is what an index goes by."""
    than = "gt" if upwards else "lt"
    (name, *others), (value, *rest) = names, values
    further = Q(**{f"{name}__{than}": value})
    if not others:
        return further
    further |= Q(**{name: value}) & _beyond(tuple(others), rest, upwards=upwards)
    return Q(**{f"{name}__{than}e": value}) & further


def _field(rows: QuerySet[Any], name: str) -> Field[Any, Any]:
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    model: type[Model] = rows.model
    if name == "pk":
        return model._meta.pk
    *path, last = name.split("__")
    try:
        for step in path:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        field: Field[Any, Any] = model._meta.get_field(last)  # type: ignore[assignment]
    except FieldDoesNotExist as error:
        raise ValueError(name) from error
    return field


def _value(row: Any, name: str) -> Any:
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | str) else str(value)
