"""Turning pages by a cursor: where the last page ended, whatever was added meanwhile.

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
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from mentornet.api.problems import BadParameter, Fault

PAGE = 100
MAX_PAGE = 500


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


class CursorPages(BasePagination):
    """`limit` and `cursor` in; `items` and `next`, the whole address of the next page, out."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = _limit(request)
        keys: tuple[str, ...] = view.get_keyset()
        rows = queryset.order_by(*keys)
        if cursor := request.query_params.get("cursor"):
            rows = after(rows, keys, _read(cursor, queryset.model, keys))
        found = list(rows[: limit + 1])
        self.next = None
        if len(found) > limit:
            found = found[:limit]
            cursor = _write(found[-1], keys)
            self.next = replace_query_param(request.build_absolute_uri(), "cursor", cursor)
        self.more = view.page_extras(request)
        return found

    def get_paginated_response(self, items: Any) -> Response:
        headers = {"Link": f'<{self.next}>; rel="next"'} if self.next else {}
        return Response({"items": items, "next": self.next, **self.more}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": schema,
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The full address of the next page. null on the last page.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE},
                "description": "Most items per page.",
            },
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "Where the page starts. Take it from `next`.",
            },
        ]


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(PAGE))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= MAX_PAGE):
        words = gettext("Enter a number from 1 to %(most)d.") % {"most": MAX_PAGE}
        raise BadParameter(faults=[Fault(words, where="parameter", at="limit")])
    return int(given)


def _write(row: Any, keys: Sequence[str]) -> str:
    values = [str(getattr(row, key.lstrip("-"))) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(cursor: str, model: Any, keys: Sequence[str]) -> list[Any]:
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
