"""Kinds of things that need the attention of those who run programs, one queue for all of them.

An app registers its kinds at start-up. A kind is one query and a way to say each of its rows; all
queries are read as one statement, so they have the same columns (`shape`). A kind's rows come through
`directed_by` or `visible_to` of their model: what its reader may not list stands in no row and in no
count. What was done about a row (put off, noted, handed on) is kept apart from it, by kind and subject.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    Expression,
    F,
    IntegerField,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS = (
    "subject",
    "since",
    "due",
    "one",
    "two",
    "code",
    "amount",
    "program",
    "program_name",
    "unit",
)


@dataclass(frozen=True)
class Row:
    """One thing as the database found it.

    `subject` is the key of what it is about. `since` is the day from which it holds, `due` the day by
    which something must happen. `one` and `two` are names, `code` says which of several causes it is,
    and `amount` how many. `program` and `unit` are what the row can be filtered by.
    """

    kind: str
    subject: str
    since: date | None
    due: date | None
    one: str
    two: str
    code: str
    amount: int | None
    program: UUID | None
    program_name: str
    unit: UUID | None


@dataclass(frozen=True)
class Said:
    """A row in words: what is the matter, and the act that helps, as a link."""

    text: str
    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Sql:
    """A query that was written by hand; its columns are those of `shape`, in their order."""

    sql: str
    params: tuple[Any, ...]


@dataclass(frozen=True)
class Kind:
    """One kind: `find` returns its rows for a membership, `say` puts one into words.

    `permission` is the rule that opens it; without it the kind does not exist for its reader. Kinds of a
    lower `order` come first: what has a day by which it must be done, then people, then the rest.
    """

    key: str
    label: StrOrPromise
    permission: str
    find: Callable[[Any], QuerySet[Any, Any] | Sql]
    say: Callable[[Row], Said]
    order: int = 50


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Let *kind* stand in the queue. Idempotent."""
    _kinds[kind.key] = kind


def registered_kinds() -> tuple[Kind, ...]:
    """Return all kinds, in the order in which they stand in the queue."""
    return tuple(sorted(_kinds.values(), key=lambda one: one.order))


def as_sql(found: QuerySet[Any, Any] | Sql) -> Sql:
    """Return a kind's query as SQL. Raise EmptyResultSet where it can find nothing."""
    if isinstance(found, Sql):
        return found
    sql, params = found.query.sql_with_params()
    return Sql(sql, tuple(params))


def shape(rows: QuerySet[Any, Any], **columns: Any) -> QuerySet[Any, Any]:
    """Return *rows* with the columns of the queue. Names of fields, expressions, or plain values.

    >>> sorted(COLUMNS)[:3]
    ['amount', 'code', 'due']
    """
    cast: dict[str, Any] = {
        "since": DateField(),
        "due": DateField(),
        "amount": IntegerField(),
        "program": UUIDField(),
        "unit": UUIDField(),
    }
    fields = [Cast(_expression(columns.get(name)), cast.get(name, CharField())) for name in COLUMNS]
    return rows.order_by().values_list(*fields)


def once(member: Any, key: str, make: Callable[[], QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Return what *make* returns, made once for *member*: several kinds begin with the same rows.

    Building a queryset of what someone runs takes longer than most kinds take to read.
    """
    kept = vars(member).setdefault("_attention_rows", {})
    if key not in kept:
        kept[key] = make()
    rows: QuerySet[Any, Any] = kept[key].all()
    return rows


def _expression(column: Any) -> Any:
    if isinstance(column, str):
        return F(column)
    return column if isinstance(column, Expression | F) else Value(column)
