"""Where a page ends, and the rows behind it: whatever was added meanwhile, it stays good.

A page costs the same wherever it is: the database starts at the cursor's key in an index.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext

from mentornet.api.problems import BadParameter, Fault


class RowAfter(Func):
    """`(a, b) > (x, y)`: PostgreSQL compares rows with an index on both columns."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, backwards: bool = False, **extra: Any) -> None:
        self.backwards = backwards
        super().__init__(*expressions, **extra)

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **extra: Any) -> Any:
        parts: list[str] = []
        params: list[Any] = []
        for expression in self.get_source_expressions():
            sql, given = compiler.compile(expression)
            parts.append(sql)
            params.extend(given)
        half = len(parts) // 2
        sign = "<" if self.backwards else ">"
        return f"({', '.join(parts[:half])}) {sign} ({', '.join(parts[half:])})", params


def after(queryset: QuerySet[Any], keys: Sequence[str], values: Sequence[Any]) -> QuerySet[Any]:
    """The rows of *queryset* behind the one with these values of its *keys* ("-" for backwards).

    All keys go the same way, none is null, and together they are unique.
    """
    backwards = keys[0].startswith("-")
    names = [key.lstrip("-") for key in keys]
    fields = [queryset.model._meta.get_field(name) for name in names]
    given = [Value(value, output_field=field) for value, field in zip(values, fields, strict=True)]
    return queryset.filter(RowAfter(*(F(name) for name in names), *given, backwards=backwards))


def write_cursor(row: Any, keys: Sequence[str]) -> str:
    values = [str(getattr(row, key.lstrip("-"))) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(cursor: str, model: Any, keys: Sequence[str]) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError
        fields = [model._meta.get_field(key.lstrip("-")) for key in keys]
        read = [field.to_python(str(value)) for field, value in zip(fields, values, strict=True)]
        if None in read:
            raise ValueError
    except (ValueError, ValidationError) as error:
        words = gettext("This cursor is not from this list. Start without one.")
        raise BadParameter(faults=[Fault(words, where="parameter", at="cursor")]) from error
    return read
