"""People of the roster: read, put, change, end; what changed since; and the roster as a whole."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
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

from mentornet.api.bodies import checked, refusals
from mentornet.api.content import ApiParser, LinesParser
from mentornet.api.filters import FilterSet, IdFilter
from mentornet.api.problems import BadParameter, Fault, Problem
from mentornet.api.views import ReadViewSet, etag_of, idempotent
from mentornet.tabular.reading import MAX_BYTES
from profiles.institution.domain.lock import lock_roster
from profiles.institution.domain.unit_paths import paths_of
from profiles.models import AddressClaim, HeldEnding, Membership, RosterImport
from profiles.people.api import (
    MAX_BULK_MEMBERS,
    MEMBER,
    SHOWN,
    MemberEnd,
    MemberInput,
    MemberPatch,
    MemberPut,
    MemberResource,
    MembersBulk,
)
from profiles.roster.api.imports import ImportResource
from profiles.roster.domain import imports
from profiles.roster.domain.cells import PARSERS, CellError, clean
from profiles.roster.domain.members import (
    FIELD_OF,
    MemberRefused,
    change_member,
    end_member,
    put_member,
)
from profiles.roster.domain.plan import Fate
from profiles.vocabulary import Rank, Track, having

MAX_BULK_BODY = 8 * 1024 * 1024


class RosterWordField(forms.CharField):
    """A rank or track in any of the words that a roster file may say for it."""

    def __init__(self, *args: Any, column: str, **kwargs: Any) -> None:
        self.column = column
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return str(PARSERS[self.column](clean(super().clean(value))))
        except CellError as error:
            raise ValidationError(error.message, code=error.code) from error


class RosterWordFilter(django_filters.CharFilter):
    """People with this rank or track: of ours, whatever the institution calls it; of its own, that alone."""

    field_class = RosterWordField

    def filter(self, rows: Any, value: str) -> Any:
        kind = self.extra["column"]
        return rows.filter(**having(kind, value)) if value else rows


class MemberFilters(FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[("current", "current"), ("ended", "ended"), ("all", "all")],
        method="in_state",
        help_text="`current`, or `all` if `updated_since` is given.",
    )
    external_id = django_filters.CharFilter()
    email = django_filters.CharFilter(method="with_email")
    unit_id = IdFilter(field_name="unit", help_text="Directly in this unit.")
    supervisor_id = IdFilter(field_name="supervisor")
    rank = RosterWordFilter(column="rank", help_text=f"Now: {', '.join(Rank.values)}.")
    track = RosterWordFilter(column="track", help_text=f"Now: {', '.join(Track.values)}.")
    q = django_filters.CharFilter(method="search", help_text="Names, specialty, and expertise.")

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def with_email(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(address=value.lower())

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(search=value)

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        default = "all" if "updated_since" in self.request.query_params else "current"
        state = self.form.cleaned_data.get("state") or default
        return rows if state == "all" else rows.filter(end_date__isnull=state == "current")


BULK_PARAMETERS = [
    OpenApiParameter(
        "dry_run",
        bool,
        description="Check only: answer what it would do, and write nothing.",
        default=False,
    ),
    OpenApiParameter(
        "end_missing",
        bool,
        description="The list is complete: people who are not in it have left.",
        default=False,
    ),
    OpenApiParameter(
        "skip_bad_rows",
        bool,
        description="Write the good rows even if others are bad.",
        default=False,
    ),
]
EXTERNAL_ID = OpenApiParameter(
    "external_id",
    {"type": "string", "maxLength": 100, "examples": [MEMBER["external_id"]]},
    OpenApiParameter.PATH,
    description="As it is in the roster; write a slash in it as it is, or as `%2F`.",
)
EXAMPLE = OpenApiExample("A cardiologist", MEMBER, request_only=True)
PUT_EXAMPLE = OpenApiExample(
    "A cardiologist", {k: v for k, v in MEMBER.items() if k != "external_id"}, request_only=True
)


@extend_schema_view(
    list=extend_schema(
        summary="People, page by page. With `updated_since`, only those who changed",
        description=("People are never deleted. People who left stay, with `state` `ended`."),
    ),
    retrieve=extend_schema(
        summary="One person",
        examples=[OpenApiExample("A cardiologist", SHOWN, response_only=True)],
    ),
    create=extend_schema(
        summary="Add a person",
        request=MemberInput,
        responses={201: MemberResource},
        examples=[EXAMPLE],
    ),
    partial_update=extend_schema(
        summary="Change a person",
        description="RFC 7396: fields that you leave out stay the same. If-Match is required.",
        request=MemberPatch,
        responses={200: MemberResource, 202: MemberResource},
        examples=[OpenApiExample("Promoted", {"rank": "associate"}, request_only=True)],
    ),
)
class MemberViewSet(ReadViewSet):
    resource = "members"
    changes = "members"
    serializer_class = MemberResource
    filterset_class = MemberFilters
    queryset = Membership.objects.none()
    max_lines = MAX_BYTES

    def rows(self) -> Any:
        return (
            Membership.objects.of(self.caller.institution)
            .select_related("user")
            .annotate(
                supervisor_external_id=F("supervisor__external_id"),
                email_waits=Exists(
                    AddressClaim.objects.waiting().filter(membership=OuterRef("pk"))
                ),
                end_waits=Exists(HeldEnding.objects.filter(member=OuterRef("pk"))),
            )
            .defer("search")
        )

    @cached_property
    def _paths(self) -> dict[Any, tuple[str, ...]]:
        return {}

    def path_of(self, member: Membership) -> tuple[str, ...]:
        """A person's unit from the top down; the first one asked for reads those of the whole page."""
        if member.unit_id is None:
            return ()
        if member.unit_id not in self._paths:
            there = {one.unit_id for one in self.page_rows if one.unit_id} | {member.unit_id}
            self._paths.update(paths_of(self.caller.institution, there))
        return self._paths.get(member.unit_id, ())

    page_rows: list[Membership] = []

    def paginate_queryset(self, queryset: Any) -> Any:
        self.page_rows = super().paginate_queryset(queryset) or []
        return self.page_rows

    @idempotent
    def create(self, request: Request) -> Response:
        values = checked(MemberInput, request.data)
        return self._put(values, only_new=True)

    def partial_update(self, request: Request, pk: Any) -> Response:
        values = checked(MemberPatch, request.data)
        with transaction.atomic():
            member = self._lock_for_update()
            self.check_version(member, required=True)
            changed, fate = _refusals_placed(
                change_member, member, values=values, actor=self.caller.user
            )
            self.note("member_changed")
        return self._shown(changed.pk, status=_status_of(fate))

    @extend_schema(
        summary="End a person’s membership",
        request=MemberEnd,
        responses={200: MemberResource, 202: MemberResource},
        examples=[OpenApiExample("Today", {"last_day": "2026-06-30"}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def end(self, request: Request, pk: Any) -> Response:
        values = checked(MemberEnd, request.data)
        member = self._lock_for_update()
        self.check_version(member, required=False)
        ended, fate = _refusals_placed(
            end_member, member, last_day=values["last_day"], actor=self.caller.user
        )
        self.note("member_ended")
        return self._shown(ended.pk, status=_status_of(fate))

    @extend_schema(
        summary="Add or change a person by the ID in your own records",
        description="Makes them (201) or changes what is named (200); the same twice is once.",
        parameters=[EXTERNAL_ID],
        request=MemberPut,
        responses={200: MemberResource, 201: MemberResource, 202: MemberResource},
        examples=[PUT_EXAMPLE],
    )
    @action(
        detail=False,
        methods=["put"],
        url_path="external/<path:external_id>",
        url_name="external",
    )
    def external(self, request: Request, external_id: str) -> Response:
        values = checked(MemberPut, request.data)
        with transaction.atomic():
            known = self.rows().filter(external_id=_as_kept(external_id)).first()
            if known is not None:
                self.check_version(known, required=False)
            return self._put({"external_id": external_id, **values})

    @extend_schema(
        operation_id="members_external_retrieve",
        summary="One person by the ID in your own records",
        description="Those who have left are here, too, with `state` `ended`.",
        parameters=[EXTERNAL_ID],
        responses=MemberResource,
        examples=[OpenApiExample("A cardiologist", SHOWN, response_only=True)],
    )
    @external.mapping.get
    def external_retrieve(self, request: Request, external_id: str) -> Response:
        known = _as_kept(external_id)
        return self.shown(get_object_or_404(self.get_queryset(), external_id=known))

    @extend_schema(
        summary="Send the whole roster, or part of it",
        description=(
            "Answers 202 with an import that a worker carries out. Ask it for its state and rows. "
            "JSON for up to 10,000 people, or `application/x-ndjson` with one object per line for "
            "up to 200,000 people or 50 MB."
        ),
        parameters=BULK_PARAMETERS,
        request={"application/json": MembersBulk, "application/x-ndjson": OpenApiTypes.BINARY},
        responses={202: ImportResource},
        examples=[OpenApiExample("One person", {"members": [MEMBER]}, request_only=True)],
    )
    @action(
        detail=False,
        methods=["put"],
        parser_classes=(ApiParser, LinesParser),
        max_body=MAX_BULK_BODY,
        parameters=frozenset({"dry_run", "end_missing", "skip_bad_rows"}),
    )
    @idempotent
    def bulk(self, request: Request) -> Response:
        wanted = {name: _flag(request, name) for name in self.parameters}
        row = _refusals_placed(
            imports.start_bulk,
            self.caller.institution,
            content=_lines(request.data),
            end_missing=wanted["end_missing"],
            dry_run=wanted["dry_run"],
            skip_bad_rows=wanted["skip_bad_rows"],
            actor=self.caller.user,
            client=self.caller.client,
        )
        self.note("roster_put")
        location = request.build_absolute_uri(f"/api/v1/imports/{row.pk}")
        found = ImportResource(RosterImport.objects.light().get(pk=row.pk))
        return Response(found.data, status=202, headers={"Location": location})

    def _lock_for_update(self) -> Membership:
        """The person, with the roster held, so that nobody changes them between look and act."""
        member: Membership = self.get_object()
        lock_roster(self.caller.institution)
        member.refresh_from_db()
        return self.rows().get(pk=member.pk)

    def _put(self, values: dict[str, Any], *, only_new: bool = False) -> Response:
        with transaction.atomic():
            member, fate = _refusals_placed(
                put_member,
                self.caller.institution,
                values=values,
                actor=self.caller.user,
                only_new=only_new,
            )
            self.note("member_put")
        made = fate == Fate.ADDED
        response = self._shown(member.pk, status=_status_of(fate))
        if made:
            response["Location"] = self.request.build_absolute_uri(f"/api/v1/members/{member.pk}")
        return response

    def _shown(self, pk: Any, *, status: int = 200) -> Response:
        found = self.get_serializer(self.rows().get(pk=pk)).data
        return Response(found, status=status, headers={"ETag": etag_of(found)})


def _as_kept(external_id: str) -> str:
    """Return *external_id* as the roster keeps it, or as it is where the roster would refuse it."""
    try:
        return clean(external_id)
    except CellError:
        return external_id


def _status_of(fate: Fate) -> int:
    """202 where an end waits for a director: the body says so in words."""
    return {Fate.ADDED: 201, Fate.HELD: 202}.get(fate, 200)


def _flag(request: Request, name: str) -> bool:
    value = request.query_params.get(name, "false").lower()
    if value not in ("true", "false"):
        raise BadParameter(faults=[Fault("true or false.", where="parameter", at=name)])
    return value == "true"


def _lines(given: Any) -> bytes:
    """JSON people as lines; lines as they came. What is wrong with single people tells the import."""
    if isinstance(given, bytes):
        return given
    people = given.get("members") if isinstance(given, dict) else None
    if isinstance(given, dict) and (refused := refusals(given, {"members"})):
        raise serializers.ValidationError(refused)
    if not isinstance(people, list) or not people:
        raise Problem(faults=[Fault("Send a list of people.", at="/members")])
    if len(people) > MAX_BULK_MEMBERS:
        words = f"At most {MAX_BULK_MEMBERS:,}; send more as application/x-ndjson."
        raise Problem(faults=[Fault(words, code="too_many", at="/members")])
    faults = [
        Fault("Each person must be an object.", at=f"/members/{number}")
        for number, one in enumerate(people)
        if not isinstance(one, dict)
    ]
    if faults:
        raise Problem(faults=faults)
    return "\n".join(json.dumps(one) for one in people).encode()


def _refusals_placed(act: Any, *args: Any, **kwargs: Any) -> Any:
    """Call *act*, and point at each field that it refuses."""
    try:
        return act(*args, **kwargs)
    except MemberRefused as error:
        faults = [
            Fault(
                one.message,
                code=one.code,
                at=f"/{FIELD_OF.get(one.column, one.column)}" if one.column else "",
            )
            for one in error.errors
        ]
        raise Problem(str(error.message), code="invalid", faults=faults) from error
