"""The triggers that write down changes: `migrate` makes those that sources.py asks for.

One function for each table, run once a statement over all rows that it changed, whichever door, job or
command it comes from. It runs as the owner of the tables, so that row-level security hides nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connections, transaction

from mentornet.changes.sources import SOURCES, Source

EVENTS = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
}
_FUNCTION = """
CREATE OR REPLACE FUNCTION mentornet_changes_{table}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    -- After the statement: the transaction has its number by now.
    stamp timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN {INSERT}
    ELSIF TG_OP = 'UPDATE' THEN {UPDATE}
    ELSE {DELETE}
    END IF;
    RETURN NULL;
END
$$
"""
_NOTE = """
        INSERT INTO mentornet_change (institution_id, resource, row_id, changed_at)
        SELECT DISTINCT r.institution_id, {resource}, {row}, {stamp} FROM ({rows}) r {joins}
        WHERE {row} IS NOT NULL{only};"""
_KNOWN = """
SELECT proname, obj_description(oid, 'pg_proc') FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'mentornet_changes_%'
"""
_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
"""


def write_down_changes(using: str) -> None:
    """Make the triggers that are missing or say something else; without one, two reads.

    After migrations were taken back, those whose columns are gone go too: each write would fail.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_COLUMNS)
        there = set(cursor.fetchall())
        if ("mentornet_change", "row_id") not in there:
            return
        cursor.execute(_KNOWN)
        known = dict(cursor.fetchall())
        for table in dict.fromkeys(source.table for source in SOURCES):
            own = [source for source in SOURCES if source.table == table]
            name = f"mentornet_changes_{table}"
            # A migration that goes on from the middle has not all of them yet.
            if not all((table, column) in there for source in own for column in source.needed):
                if name in known:
                    cursor.execute(f"DROP FUNCTION {name}() CASCADE")
                continue
            text = function_of(table)
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            if known.get(name) != digest:
                with transaction.atomic(using=using):
                    _make(cursor, table, text, digest, is_new=name not in known)


def function_of(table: str) -> str:
    """Return the SQL of the function of *table*."""
    own = [source for source in SOURCES if source.table == table]
    bodies = {
        event: "".join(_note(source, _rows(source, event)) for source in own if event in source.on)
        for event in EVENTS
    }
    return _FUNCTION.format(
        table=table, **{event: text or "NULL;" for event, text in bodies.items()}
    )


def _note(source: Source, rows: str, *, stamp: str = "stamp") -> str:
    resource = source.resource if "'" in source.resource else f"'{source.resource}'"
    only = f" AND {source.only}" if source.only else ""
    return _NOTE.format(
        resource=resource, row=source.row, stamp=stamp, rows=rows, joins=source.joins, only=only
    )


def _rows(source: Source, event: str) -> str:
    if event == "INSERT":
        return f"SELECT {_columns(source, 'n')} FROM new_rows n"  # noqa: S608  (names of our own)
    if event == "DELETE":
        return f"SELECT {_columns(source, 'o')} FROM old_rows o"  # noqa: S608
    differs = " OR ".join(f"n.{name} IS DISTINCT FROM o.{name}" for name in source.columns)
    both = f"FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE {differs}"
    after = f"SELECT {_columns(source, 'n')} {both}"
    if source.row == "r.id" and not source.only:
        return after
    return f"{after} UNION ALL SELECT {_columns(source, 'o')} {both}"


def _columns(source: Source, rows: str) -> str:
    names = [*(["id"] if "id" not in source.needed else []), *source.needed]
    return ", ".join(f"{rows}.{name}" for name in names)


def _make(cursor: Any, table: str, text: str, digest: str, *, is_new: bool) -> None:
    """Nobody writes to the table meanwhile: what is there is noted once, and then each change."""
    cursor.execute(text)
    cursor.execute(f"COMMENT ON FUNCTION mentornet_changes_{table}() IS '{digest}'")
    for event, rows in EVENTS.items():
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER changes_{event.lower()} AFTER {event} ON {table} {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION mentornet_changes_{table}()"
        )
    if not is_new:
        return
    for source in SOURCES:
        if source.table == table and source.first:
            stamp = "r.updated_at" if table == "profiles_membership" else "clock_timestamp()"
            cursor.execute(_note(source, f"TABLE {table}", stamp=stamp))
