"""The queue of what needs attention: every kind that its reader may see, in one statement.

A kind that cannot be read stops no other: when the one statement fails, each kind is read by itself,
and those that fail are named.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import rules
from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from evaluations.dashboard.attention.domain.prepared import query_of, shared_of
from mentornet.pages.attention import COLUMNS, Kind, Row, Said, forget_shared, registered_kinds
from profiles.models import Membership
from profiles.people.names.columns import full_name_sql

logger = logging.getLogger(__name__)
EACH = 3
"""How many of each kind the first page shows."""
MOST = 100
"""How many the queue shows when it shows one kind alone."""
WITHOUT_JIT = "SET LOCAL jit = off;"
"""Compiling so long a statement takes longer than running it."""
CAUSE = "coalesce(found.code, '') || ':' || coalesce(found.since::text, '')"


class Shown(StrEnum):
    """Which part of the queue is shown."""

    OPEN = "open"
    MINE = "mine"
    HANDED_ON = "handed"
    SNOOZED = "snoozed"
    ANY = "any"


WHERE = {
    Shown.OPEN: "NOT is_done AND NOT is_snoozed AND NOT is_handed_on",
    Shown.MINE: "NOT is_done AND NOT is_snoozed AND is_mine",
    Shown.HANDED_ON: "NOT is_done AND NOT is_snoozed AND is_handed_on",
    Shown.SNOOZED: "NOT is_done AND is_snoozed",
    Shown.ANY: "TRUE",
}


@dataclass(frozen=True)
class Filters:
    """What the reader chose. `words` are looked for in names of people and programs."""

    kind: str = ""
    words: str = ""
    unit: UUID | None = None
    shown: Shown = Shown.OPEN
    subject: str = ""


@dataclass(frozen=True)
class Item:
    """One row of the queue, with what was done about it."""

    kind: Kind
    row: Row
    said: Said
    cause: str
    note: str = ""
    snoozed_until: date | None = None
    handed_to: str = ""
    handed_by: str = ""
    holder: UUID | None = None
    is_mine: bool = False
    is_done: bool = False

    @property
    def of_program(self) -> UUID | None:
        """Return the program whose people alone read what is done about the row; None for all who see it."""
        return self.row.program if self.kind.by_program else None

    def key_for(self, member: Membership) -> dict[str, Any]:
        """Return by which columns what *member* does about the row is kept."""
        return {
            "institution": member.institution,
            "kind": self.kind.key,
            "subject": self.row.subject,
            "program_id": self.of_program,
        }

    @property
    def act_url(self) -> str:
        """Return the address of the acts on this row, to which the name of one and a slash are added."""
        args = [self.kind.key, self.row.subject, "done"]
        return reverse("evaluations:attention_act", args=args).removesuffix("done/")

    @property
    def anchor(self) -> str:
        """Return the id of the row on its page."""
        return f"{self.kind.key}-{self.row.subject}"


@dataclass(frozen=True)
class Part:
    """All of one kind: how many there are, and the first of them."""

    kind: Kind
    count: int
    items: tuple[Item, ...]

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.items)


@dataclass
class Queue:
    """What needs attention, by kind; `failed` could not be counted."""

    parts: list[Part] = field(default_factory=list)
    failed: list[Kind] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many rows there are in all."""
        return sum(part.count for part in self.parts)

    @property
    def shows_some(self) -> bool:
        """Return whether there is a row to show, or one that could not be read."""
        return bool(self.failed) or any(part.items for part in self.parts)


def kinds_for(member: Membership) -> list[Kind]:
    """Return the kinds that the roles of *member* open."""
    kinds = registered_kinds()
    open_to = {
        name: rules.has_perm(name, member.user) for name in {one.permission for one in kinds}
    }
    return [one for one in kinds if open_to[one.permission]]


def read_queue(
    member: Membership,
    *,
    filters: Filters | None = None,
    each: int = EACH,
    today: date | None = None,
) -> Queue:
    """Return what needs the attention of *member*: the first *each* of each kind. One statement.

    Of a kind that is asked for alone, up to MOST are shown.
    """
    wanted = filters or Filters()
    queue = Queue()
    queries = _queries(member, queue, alone=wanted.kind if wanted.subject else "")
    day = today or member.institution.local_date()
    rows = _read_all(queries, member, wanted, each, day, queue)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row)
    for kind, _sql, _params in queries:
        if found := by_kind.get(kind.key):
            _add(queue, kind, found, wanted)
    return queue


def find_item(member: Membership, *, kind: str, subject: str) -> Item | None:
    """Return one row of the queue of *member*, also one that is done or put off; None for any other."""
    queue = read_queue(member, filters=Filters(kind=kind, subject=subject, shown=Shown.ANY))
    return next((item for part in queue.parts for item in part.items), None)


_Query = tuple[Kind, str, tuple[Any, ...]]


def _queries(member: Membership, queue: Queue, *, alone: str = "") -> list[_Query]:
    """Return the queries of all kinds of *member*, or of the kind *alone*."""
    found: list[_Query] = []
    forget_shared(member)
    for kind in kinds_for(member):
        if alone and kind.key != alone:
            continue
        try:
            query = query_of(kind, member)
        except EmptyResultSet:
            continue
        except Exception:
            logger.exception("Attention: the kind %s could not be read", kind.key)
            queue.failed.append(kind)
        else:
            found.append((kind, query.sql, query.params))
    return found


def _read_all(
    queries: Sequence[_Query],
    member: Membership,
    filters: Filters,
    each: int,
    today: date,
    queue: Queue,
) -> list[dict[str, Any]]:
    if not queries:
        return []
    try:
        return _read(queries, member, filters, each, today)
    except DatabaseError:
        logger.exception("Attention: reading each kind by itself")
    rows: list[dict[str, Any]] = []
    for query in queries:
        try:
            rows += _read([query], member, filters, each, today)
        except DatabaseError:
            logger.exception("Attention: the kind %s could not be read", query[0].key)
            queue.failed.append(query[0])
    return rows


def _read(
    queries: Sequence[_Query], member: Membership, filters: Filters, each: int, today: date
) -> list[dict[str, Any]]:
    columns = ", ".join(COLUMNS)
    parts = [  # what apps wrote, with places for values
        f"SELECT %s AS kind, {'program' if kind.by_program else 'NULL::uuid'} AS of_program, part.* "  # noqa: S608
        f"FROM ({sql}) AS part ({columns})"
        for kind, sql, _p in queries
    ]
    params = [value for kind, _sql, given in queries for value in (kind.key, *given)]
    found = " UNION ALL ".join(parts)
    shared = shared_of(member, found)
    sql, named = _around(found, member, filters, each, today, shared=shared.sql)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{WITHOUT_JIT} {sql}", [*shared.params, *params, *named])
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _around(
    found: str, member: Membership, filters: Filters, each: int, today: date, *, shared: str
) -> tuple[str, list[Any]]:
    """Return the statement around what all kinds found, with the values of its own places."""
    where, values = _conditions(filters)
    shown, kinds = f"place <= {max(1, each)}", []
    if filters.kind:
        shown, kinds = f"place <= CASE WHEN kind = %s THEN {MOST} ELSE 1 END", [filters.kind]
    sql = f"""
    WITH {shared} found AS ({found}), rated AS (
        SELECT found.*, {CAUSE} AS cause, state.note, state.snoozed_until, holder.id AS handed_to_id,
            {full_name_sql("holder")} AS handed_name, state.handed_by_id,
            coalesce(holder.id = %s, FALSE) AS is_mine,
            coalesce(holder.id <> %s AND state.handed_by_id = %s, FALSE) AS is_handed_on,
            state.done_at IS NOT NULL AND state.cause = {CAUSE} AS was_done,
            coalesce(state.snoozed_until > %s, FALSE) AS is_snoozed
        FROM found LEFT JOIN evaluations_attentionstate state ON state.institution_id = %s
            AND state.kind = found.kind AND state.subject = found.subject
            AND state.program_id IS NOT DISTINCT FROM found.of_program
        -- Whoever has left, or has no role any more, keeps no row: it is to do again.
        LEFT JOIN profiles_membership holder ON holder.id = state.handed_to_id
            AND holder.end_date IS NULL AND holder.offices <> '{{}}'
    ), chosen AS (
        SELECT *, count(*) OVER (PARTITION BY kind) AS total, row_number() OVER (
            PARTITION BY kind ORDER BY due NULLS LAST, since NULLS LAST, one, subject) AS place
        FROM (SELECT *, coalesce(was_done, FALSE) AS is_done FROM rated) every_row WHERE {where}
    )
    SELECT chosen.*, {full_name_sql("giver")} AS giver_name
    FROM chosen LEFT JOIN profiles_membership giver ON giver.id = chosen.handed_by_id
    WHERE {shown} ORDER BY kind, place
    """  # noqa: S608  (nothing that anyone typed stands in it)
    reader = [member.pk] * 3
    return sql, [*reader, today, member.institution_id, *values, *kinds]


def _conditions(filters: Filters) -> tuple[str, list[Any]]:
    where = [WHERE[filters.shown]]
    values: list[Any] = []
    if filters.subject:
        where.append("kind = %s AND subject = %s")
        values += [filters.kind, filters.subject]
    for word in filters.words.split()[:5]:
        where.append("concat_ws(' ', one, two, program_name) ILIKE %s")
        values.append(f"%{word.replace('%', '')}%")
    if filters.unit:
        where.append(
            "unit IN (WITH RECURSIVE below AS (SELECT id FROM profiles_unit WHERE id = %s UNION "
            "SELECT child.id FROM profiles_unit child JOIN below ON child.parent_id = below.id) "
            "SELECT id FROM below)"
        )
        values.append(filters.unit)
    return " AND ".join(where), values


def _add(queue: Queue, kind: Kind, found: list[dict[str, Any]], filters: Filters) -> None:
    shown = found if not filters.kind or filters.kind == kind.key else []
    try:
        items = tuple(_item(kind, one) for one in shown)
    except Exception:
        logger.exception("Attention: the kind %s could not be said", kind.key)
        queue.failed.append(kind)
    else:
        queue.parts.append(Part(kind, found[0]["total"], items))


def _item(kind: Kind, found: dict[str, Any]) -> Item:
    texts = {name: found[name] or "" for name in ("one", "two", "code", "program_name")}
    row = Row(
        kind=kind.key,
        subject=found["subject"],
        since=found["since"],
        due=found["due"],
        amount=found["amount"],
        program=found["program"],
        unit=found["unit"],
        **texts,
    )
    return Item(
        kind=kind,
        row=row,
        said=kind.say(row),
        cause=found["cause"],
        note=found["note"] or "",
        snoozed_until=found["snoozed_until"] if found["is_snoozed"] else None,
        handed_to=found["handed_name"] or "",
        handed_by=found["giver_name"] or "",
        is_mine=found["is_mine"],
        holder=found["handed_to_id"],
        is_done=found["is_done"],
    )
