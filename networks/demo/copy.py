"""Many unsaved rows into PostgreSQL by COPY: every constraint holds, memory stays bounded."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, GeneratedField, Model

ROWS_AT_ONCE = 5000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(rows: Iterable[Model]) -> int:
    """Write *rows*, all of one model, as they stand (no signals, no auto_now); how many there were."""
    waiting = iter(rows)
    count = 0
    while chunk := list(islice(waiting, ROWS_AT_ONCE)):
        fields = _fields(type(chunk[0]))
        lines = io.StringIO("".join(_lines(chunk, [field.attname for field in fields])))
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        table = quote(type(chunk[0])._meta.db_table)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", lines)
        count += len(chunk)
    return count


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns to fill: not those that the database makes itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, AutoField | GeneratedField)
    ]


def _lines(rows: list[Model], names: list[str]) -> Iterator[str]:
    for row in rows:
        values = row.__dict__
        yield "\t".join([as_text(values[name]) for name in names]) + "\n"


def as_text(value: Any) -> str:
    r"""One value in COPY's text format.

    >>> as_text(None), as_text("two\nlines"), as_text(["a", 'say "b"'])
    ('\\N', 'two\\nlines', '{"a","say \\\\"b\\\\""}')
    """
    if value is None:
        return "\\N"
    if isinstance(value, list | tuple):
        value = "{" + ",".join(_element(one) for one in value) + "}"
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return str(value).translate(_ESCAPES)


def _element(value: Any) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


class CopyBuffer:
    """Rows of many models on their way: each model's are written as soon as there are enough.

    The order between tables is free, because foreign keys are checked at the commit; so each row
    says itself to which institution it belongs.
    """

    def __init__(self) -> None:
        self._waiting: defaultdict[type[Model], list[Model]] = defaultdict(list)
        self.counts: Counter[type[Model]] = Counter()

    def add(self, *rows: Model) -> None:
        for row in rows:
            waiting = self._waiting[type(row)]
            waiting.append(row)
            if len(waiting) >= ROWS_AT_ONCE:
                self._write(type(row))

    def flush(self) -> None:
        """Write what still waits."""
        for model in list(self._waiting):
            self._write(model)

    def _write(self, model: type[Model]) -> None:
        self.counts[model] += copy_rows(self._waiting.pop(model, []))
