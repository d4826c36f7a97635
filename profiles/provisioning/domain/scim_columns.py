"""What a SCIM filter or sort may ask of people and units, as columns of the database."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Case, CharField, Expression, F, Q, Value, When
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import (
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Lookup,
)
from scim2_models.path import CompareOperator as Op

from profiles.provisioning.domain.scim_resources import ScimError
from profiles.provisioning.domain.scim_users import uuid_of

NOBODY = Q(pk__in=[])
LOOKUPS: dict[Op, str] = {Op.eq: "exact", Op.co: "contains", Op.sw: "startswith", Op.ew: "endswith"}
ORDERS: dict[Op, type[Lookup[Any]]] = {
    Op.gt: GreaterThan,
    Op.ge: GreaterThanOrEqual,
    Op.lt: LessThan,
    Op.le: LessThanOrEqual,
}
COMPARE: dict[Op, Callable[[str, str], bool]] = {
    Op.eq: operator.eq,
    Op.ne: operator.ne,
    Op.co: operator.contains,
    Op.sw: str.startswith,
    Op.ew: str.endswith,
    Op.gt: operator.gt,
    Op.ge: operator.ge,
    Op.lt: operator.lt,
    Op.le: operator.le,
}


class Column(Protocol):
    """An attribute in the database: rows of which it is so, rows that have it, and how it sorts."""

    def compare(self, op: Op, value: Any) -> Q: ...
    def present(self) -> Q: ...
    def order(self) -> Expression | F: ...


def refused(what: str) -> ScimError:
    """Return the refusal of a filter that is right but can't be answered here."""
    return ScimError(f"A filter can't ask for this: {what}", scim_type="invalidFilter")


@dataclass(frozen=True)
class Words:
    """A text column, empty where there is none."""

    field: str
    exact: bool = False

    def compare(self, op: Op, value: Any) -> Q:
        if value is None:
            return self._null(op)
        text = str(value)
        if op == Op.ne:
            return ~self.compare(Op.eq, text)
        if op in ORDERS:
            left = F(self.field) if self.exact else Lower(self.field)
            right = Value(text if self.exact else text.lower())
            return Q(ORDERS[op](left, right)) & self.present()
        if not text and op == Op.eq:
            return ~self.present()
        lookup = LOOKUPS[op] if self.exact else f"i{LOOKUPS[op]}"
        return Q(**{f"{self.field}__{lookup}": text}) & self.present()

    def _null(self, op: Op) -> Q:
        if op in (Op.eq, Op.ne):
            return ~self.present() if op == Op.eq else self.present()
        return NOBODY

    def present(self) -> Q:
        return ~Q(**{self.field: ""})

    def order(self) -> Expression | F:
        return F(self.field) if self.exact else Lower(self.field)


@dataclass(frozen=True)
class Key:
    """A column that holds our ids."""

    field: str

    def compare(self, op: Op, value: Any) -> Q:
        if value is None:
            return self.present() if op == Op.ne else ~self.present() if op == Op.eq else NOBODY
        if op == Op.eq:
            return Q(**{self.field: uuid_of(str(value))}) & self.present()
        if op == Op.ne:
            return ~self.compare(Op.eq, value)
        text = Cast(self.field, CharField())
        if op in ORDERS:
            return Q(ORDERS[op](text, Value(str(value))))
        raise refused(f"ids with {op.value}")

    def present(self) -> Q:
        return Q(**{f"{self.field}__isnull": False})

    def order(self) -> Expression | F:
        return F(self.field)


@dataclass(frozen=True)
class Moment:
    """A column of moments."""

    field: str

    def compare(self, op: Op, value: Any) -> Q:
        if value is None:
            return self.present() if op == Op.ne else ~self.present() if op == Op.eq else NOBODY
        if op == Op.ne:
            return ~Q(**{self.field: value})
        lookup = {Op.eq: "exact", Op.ge: "gte", Op.le: "lte"}.get(op, op.value)
        if lookup not in ("exact", "gt", "gte", "lt", "lte"):
            raise refused(f"moments with {op.value}")
        return Q(**{f"{self.field}__{lookup}": value})

    def present(self) -> Q:
        return Q(**{f"{self.field}__isnull": False})

    def order(self) -> Expression | F:
        return F(self.field)


@dataclass(frozen=True)
class Truth:
    """A column that is true or false."""

    field: str

    def compare(self, op: Op, value: Any) -> Q:
        if value is None:
            return ~NOBODY if op == Op.ne else NOBODY
        return Q(**{self.field: value if op == Op.eq else not value})

    def present(self) -> Q:
        return ~NOBODY

    def order(self) -> Expression | F:
        return F(self.field)


@dataclass(frozen=True)
class Fixed:
    """What is the same for all; empty: what no one has."""

    value: str

    def compare(self, op: Op, value: Any) -> Q:
        if value is None or not self.value:
            missing = value is None and not self.value
            one_is = (value is None) != (not self.value)
            so = (op == Op.eq and missing) or (op == Op.ne and one_is)
        else:
            so = COMPARE[op](self.value.lower(), str(value).lower())
        return ~NOBODY if so else NOBODY

    def present(self) -> Q:
        return ~NOBODY if self.value else NOBODY

    def order(self) -> Expression | F:
        # A bare constant is no expression to sort by.
        return Cast(Value(self.value), CharField())


@dataclass(frozen=True)
class Listed:
    """A text of each unit, compared outside of the database: there are few of them."""

    texts: Mapping[UUID, str]
    field: str = "pk"

    def compare(self, op: Op, value: Any) -> Q:
        if value is None:
            return ~NOBODY if op == Op.ne else NOBODY
        wanted = str(value).casefold()
        return Q(
            **{
                f"{self.field}__in": [
                    pk for pk, text in self.texts.items() if COMPARE[op](text.casefold(), wanted)
                ]
            }
        )

    def present(self) -> Q:
        return Q(**{f"{self.field}__isnull": False})

    def order(self) -> Expression | F:
        texts = [When(**{self.field: pk}, then=Value(one)) for pk, one in self.texts.items()]
        return Lower(Case(*texts, default=Value(""), output_field=CharField()))
