"""Turning pages by a cursor: of a list, or of what changed in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from mentornet.api.changes import ORDER, SINCE, read_changes, since_of
from mentornet.api.cursors import after, read_cursor, write_cursor
from mentornet.api.problems import BadParameter, Fault

PAGE = 100
MAX_PAGE = 500


class CursorPages(BasePagination):
    """`limit` and `cursor` in; `items` and `next`, the whole address of the next page, out."""

    next: str | None
    more: dict[str, Any]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = _limit(request)
        cursor = request.query_params.get("cursor")
        self.next, self.more = None, {}
        if since := since_of(view, request):
            return self._changed(queryset, request, view, since=since, limit=limit, cursor=cursor)
        keys: tuple[str, ...] = view.keyset
        rows = queryset.order_by(*keys)
        if cursor:
            rows = after(rows, keys, read_cursor(cursor, queryset.model, keys))
        found = list(rows[: limit + 1])
        if len(found) > limit:
            found = found[:limit]
            self._go_on(request, write_cursor(found[-1], keys))
        return found

    def _changed(self, rows: Any, request: Request, view: Any, **asked: Any) -> list[Any]:
        found = read_changes(view.changes_of(), rows, view.get_queryset(), **asked)
        self.more = {"removed": found.removed, "synced_until": found.synced_until}
        if found.has_more:
            self._go_on(request, write_cursor(found.last, ORDER))
        return found.rows

    def _go_on(self, request: Request, cursor: str) -> None:
        self.next = replace_query_param(request.build_absolute_uri(), "cursor", cursor)

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
            *([SINCE] if view.changes else []),
        ]


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(PAGE))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= MAX_PAGE):
        words = gettext("Enter a number from 1 to %(most)d.") % {"most": MAX_PAGE}
        raise BadParameter(faults=[Fault(words, where="parameter", at="limit")])
    return int(given)
