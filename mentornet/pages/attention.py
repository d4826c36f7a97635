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

from django.core.exceptions import EmptyResultSet
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
from django.db.models.expressions import RawSQL
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

    `find` is called once in a process, for a stand-in: it reads nothing of the membership but keys, days
    and time zones, never the clock (`Now` is the database's), and no row.

    `permission` is the rule that opens it; without it the kind does not exist for its reader. Kinds of a
    lower `order` come first: what has a day by which it must be done, then people, then the rest.

    What was done about a row of a kind with `by_program` belongs to the program that the row names: the same
    subject can stand in another one, and who runs that reads nothing of it.
    """

    key: str
    label: StrOrPromise
    permission: str
    find: Callable[[Any], QuerySet[Any, Any] | Sql]
    say: Callable[[Row], Said]
    order: int = 50
    by_program: bool = False


_FIELDS: dict[str, Any] = {
    **dict.fromkeys(COLUMNS, CharField()),
    **dict.fromkeys(("since", "due"), DateField()),
    **dict.fromkeys(("program", "unit"), UUIDField()),
    "amount": IntegerField(),
}
_NOTHING = {name: Cast(Value(None), field) for name, field in _FIELDS.items()}
_kinds: dict[str, Kind] = {}
_SHARED = "_attention_rows"
_NAME = "run_"


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
    fields = [
        Cast(_expression(columns[name]), _FIELDS[name]) if name in columns else _NOTHING[name]
        for name in COLUMNS
    ]
    return rows.order_by().values_list(*fields)


def once(member: Any, key: str, make: Callable[[], QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Return the rows that *make* returns, by a name that holds in the statement of the queue alone.

    Several kinds begin with the rows that someone runs: the statement works them out once (`shared_by`).
    *key* is the same for the same rows, and a name in SQL.
    """
    kept: dict[str, QuerySet[Any, Any]] = vars(member).setdefault(_SHARED, {})
    if key not in kept:
        kept[key] = make()
    run = RawSQL(f"SELECT id FROM {_NAME}{key}", ())  # noqa: S608, S611  (a name of ours)
    rows: QuerySet[Any, Any] = kept[key].model._default_manager.filter(pk__in=run)
    return rows


def forget_shared(member: Any) -> None:
    """Let what `once` kept for *member* go: another statement begins."""
    vars(member).pop(_SHARED, None)


def shared_by(member: Any, sql: str) -> Sql:
    """Return the rows that `once` kept for *member* and that *sql* names, for its WITH; "" for none."""
    kept: dict[str, QuerySet[Any, Any]] = vars(member).get(_SHARED, {})
    parts: list[str] = []
    params: list[Any] = []
    for key, rows in kept.items():
        if f"{_NAME}{key}" not in sql:
            continue
        try:
            found, given = rows.order_by().values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            found, given = "SELECT NULL::uuid WHERE FALSE", ()
        parts.append(f"{_NAME}{key} (id) AS MATERIALIZED ({found}), ")
        params += given
    return Sql("".join(parts), tuple(params))


def _expression(column: Any) -> Any:
    if isinstance(column, str):
        return F(column)
    return column if isinstance(column, Expression | F) else Value(column)
