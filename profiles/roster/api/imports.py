"""Imports of rosters: what became of them, row by row."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from mentornet.api.bodies import Body, NoFields, checked
from mentornet.api.filters import FilterSet
from mentornet.api.pages import MAX_PAGE, PAGE
from mentornet.api.problems import BadParameter, Fault
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet, idempotent
from profiles.models import RosterImport
from profiles.roster.domain.imports import cancel_import, confirm_import, read_results

RESULTS = ("added", "changed", "unchanged", "ended", "returned", "held", "error")
LAST_ROW = 10**9


class ImportCounts(serializers.Serializer):
    """How many people of each fate, rows and bad rows; empty until it is checked.

    `waiting`: people who have to confirm another email before they sign in with it. `held`: people
    whose end waits for a director, since more would leave within 24 hours than the institution allows.
    """

    rows = serializers.IntegerField(read_only=True)
    bad_rows = serializers.IntegerField(read_only=True)
    errors = serializers.IntegerField(read_only=True)  # type: ignore[assignment]
    blocking = serializers.IntegerField(read_only=True)
    added = serializers.IntegerField(read_only=True)
    changed = serializers.IntegerField(read_only=True)
    unchanged = serializers.IntegerField(read_only=True)
    ended = serializers.IntegerField(read_only=True)
    returned = serializers.IntegerField(read_only=True)
    waiting = serializers.IntegerField(read_only=True, required=False)
    held = serializers.IntegerField(read_only=True, required=False)


class ImportResource(Resource):
    """One roster on its way. It is over when `finished_at` is set.

    `uploaded`: being checked, and written unless a director decides; `checked`: waits for a
    decision; `confirmed`: being written; `done`; `tried`: a dry run; `refused`; `cancelled`;
    `failed`: it did not work, send it again: people who are written already stay as they are.
    """

    dry_run = serializers.SerializerMethodField()
    counts = ImportCounts(read_only=True)

    class Meta:
        model = RosterImport
        fields = (
            "id",
            "state",
            "file_name",
            "dry_run",
            "end_missing",
            "skip_bad_rows",
            "progress_done",
            "progress_total",
            "counts",
            "message",
            "uploaded_at",
            "finished_at",
        )

    def get_dry_run(self, row: RosterImport) -> bool:
        return row.decision == RosterImport.Decision.TRY


class RowErrorResource(serializers.Serializer):
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()
    code = serializers.CharField()


class RowResource(serializers.Serializer):
    """What became of one row; `row` is null for somebody who was missing from the list."""

    row = serializers.IntegerField(allow_null=True)
    external_id = serializers.CharField()
    result = serializers.ChoiceField(choices=RESULTS)
    email_state = serializers.ChoiceField(choices=("current", "waiting"))
    errors = RowErrorResource(many=True)  # type: ignore[assignment]


class RowsPage(serializers.Serializer):
    items = RowResource(many=True)
    next = serializers.URLField(allow_null=True)


class ConfirmInput(Body):
    """Whether the good rows are written although others are bad."""

    shown_as = ImportResource
    skip_bad_rows = serializers.BooleanField(default=False)


class ImportFilters(FilterSet):
    class Meta:
        model = RosterImport
        fields = ("state",)


@extend_schema_view(
    list=extend_schema(summary="Imports, newest first"),
    retrieve=extend_schema(
        summary="Status of an import",
        examples=[
            OpenApiExample(
                "Written",
                {
                    "id": "9e107d9d-372b-4b6c-8a5f-1c2d3e4f5a6b",
                    "state": "done",
                    "file_name": "members.ndjson",
                    "dry_run": False,
                    "end_missing": False,
                    "skip_bad_rows": False,
                    "progress_done": 2,
                    "progress_total": 2,
                    "counts": {
                        "rows": 2,
                        "bad_rows": 0,
                        "errors": 0,
                        "blocking": 0,
                        "added": 1,
                        "changed": 1,
                        "unchanged": 0,
                        "ended": 0,
                        "returned": 0,
                        "waiting": 0,
                        "held": 0,
                    },
                    "message": "",
                    "uploaded_at": "2026-06-30T02:00:00Z",
                    "finished_at": "2026-06-30T02:00:07Z",
                },
                response_only=True,
            )
        ],
    ),
)
class ImportViewSet(ReadViewSet):
    resource = "members"
    changes = "imports"
    serializer_class = ImportResource
    filterset_class = ImportFilters
    queryset = RosterImport.objects.none()
    keyset = ("-uploaded_at", "-id")

    def rows(self) -> Any:
        return RosterImport.objects.light().of(self.caller.institution)

    @extend_schema(
        operation_id="imports_rows",
        summary="Result of each row",
        description="Kept for a week, and only for rosters sent through the API.",
        parameters=[
            OpenApiParameter("result", str, enum=RESULTS, description="Only these."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE},
                description="Most items per page.",
            ),
            OpenApiParameter(
                "cursor",
                {"type": "integer", "minimum": 0, "maximum": LAST_ROW, "default": 0},
                description="Take it from `next`.",
            ),
        ],
        responses=RowsPage,
        filters=False,
    )
    @action(
        detail=True,
        methods=["get"],
        url_path="rows",
        url_name="rows",
        parameters=frozenset({"result", "limit", "cursor"}),
        pagination_class=None,
        serializer_class=RowsPage,
    )
    def result_rows(self, request: Request, pk: Any) -> Response:
        wanted = request.query_params.get("result")
        if wanted is not None and wanted not in RESULTS:
            words = f"One of {', '.join(RESULTS)}."
            raise BadParameter(faults=[Fault(words, where="parameter", at="result")])
        limit = _number(request, "limit", default=PAGE, least=1, most=MAX_PAGE)
        start = _number(request, "cursor", default=0, least=0, most=LAST_ROW)
        row = self.rows().defer(None).defer("upload", "findings")
        lines = read_results(self._found(row, pk))
        if wanted:
            lines = [line for line in lines if line["result"] == wanted]
        shown = lines[start : start + limit]
        is_last = start + limit >= len(lines)
        here = request.build_absolute_uri()
        following = None if is_last else replace_query_param(here, "cursor", start + limit)
        return Response({"items": shown, "next": following})

    @extend_schema(
        summary="Confirm an import that is waiting for a decision",
        request=ConfirmInput,
        responses=ImportResource,
        examples=[OpenApiExample("Only the good rows", {"skip_bad_rows": True}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def confirm(self, request: Request, pk: Any) -> Response:
        given = checked(ConfirmInput, request.data)
        row = confirm_import(self.get_object(), **given, actor=self.caller.user)
        self.note("import_confirmed")
        return Response(self.get_serializer(row).data)

    @extend_schema(
        summary="Cancel an import that is not written yet", request=None, responses=ImportResource
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, pk: Any) -> Response:
        checked(NoFields, request.data)
        row = cancel_import(self.get_object(), actor=self.caller.user)
        self.note("import_cancelled")
        return Response(self.get_serializer(row).data)

    def _found(self, rows: Any, pk: Any) -> RosterImport:
        self.get_object()
        return rows.get(pk=pk)


def _number(request: Request, name: str, *, default: int, least: int, most: int) -> int:
    given = request.query_params.get(name, str(default))
    if not (
        given.isascii() and given.isdigit() and len(given) <= 10 and least <= int(given) <= most
    ):
        words = f"A number from {least} to {most}."
        raise BadParameter(faults=[Fault(words, where="parameter", at=name)])
    return int(given)
