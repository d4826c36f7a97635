"""The institution itself, and its units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentornet.api.bodies import Body, checked
from mentornet.api.filters import FilterSet, FlagFilter, IdFilter
from mentornet.api.problems import Fault, Problem
from mentornet.api.resources import Resource
from mentornet.api.views import ApiViewSet, ReadViewSet, idempotent
from profiles.institution.domain.units import UnitRefused, add_unit, change_unit
from profiles.models import Institution, Unit


class InstitutionResource(Resource):
    livemode = serializers.SerializerMethodField(
        help_text="False in a test institution, from which no email leaves."
    )

    class Meta:
        model = Institution
        fields = (
            "id",
            "name",
            "slug",
            "time_zone",
            "protege_label",
            "suppression_threshold",
            "invitation_lapse_days",
            "livemode",
        )

    def get_livemode(self, row: Institution) -> bool:
        return not row.is_sandbox


@extend_schema_view(
    retrieve=extend_schema(
        operation_id="institution",
        summary="The institution that the token belongs to",
        examples=[
            OpenApiExample(
                "A medical school",
                {
                    "id": "0a2f2f54-6a0e-4f6c-9b6d-3f0a1a1f7c11",
                    "name": "School of Medicine",
                    "slug": "som",
                    "time_zone": "America/New_York",
                    "protege_label": "protégé",
                    "suppression_threshold": 5,
                    "invitation_lapse_days": 21,
                    "livemode": True,
                },
                response_only=True,
            )
        ],
    )
)
class InstitutionView(ApiViewSet):
    resource = "institution"
    serializer_class = InstitutionResource
    queryset = Institution.objects.none()

    def retrieve(self, request: Request) -> Response:
        return Response(self.get_serializer(self.caller.institution).data)


class UnitBrief(Resource):
    class Meta:
        model = Unit
        fields = ("id", "name")


class UnitResource(Resource):
    parent_id = serializers.UUIDField(read_only=True, allow_null=True)
    expandable: ClassVar[dict[str, Any]] = {"parent": UnitBrief}

    class Meta:
        model = Unit
        fields = ("id", "name", "parent_id")


class UnitInput(Body):
    """A unit as it shall be. `parent_id` null: at the top."""

    shown_as = UnitResource

    name = serializers.CharField(max_length=200)
    parent_id = serializers.UUIDField(required=False, allow_null=True)


class UnitPatch(UnitInput):
    """What is to be changed of a unit; what is left out stays."""

    name = serializers.CharField(max_length=200, required=False)


class UnitFilters(FilterSet):
    parent_id = IdFilter(field_name="parent", help_text="Units right below this one.")
    top = FlagFilter(
        field_name="parent", lookup_expr="isnull", help_text="Only those at the top, or all others."
    )

    class Meta:
        model = Unit
        fields = ("name",)


UNIT_EXAMPLE = OpenApiExample(
    "A division", {"name": "Cardiology", "parent_id": None}, request_only=True
)


@extend_schema_view(
    list=extend_schema(summary="Schools, departments and divisions"),
    retrieve=extend_schema(summary="One unit"),
    create=extend_schema(
        summary="Add a unit",
        request=UnitInput,
        responses={201: UnitResource},
        examples=[UNIT_EXAMPLE],
    ),
    partial_update=extend_schema(
        summary="Rename or move a unit",
        request=UnitPatch,
        responses=UnitResource,
        examples=[OpenApiExample("Renamed", {"name": "Heart and vessels"}, request_only=True)],
    ),
)
class UnitViewSet(ReadViewSet):
    resource = "units"
    changes = "units"
    serializer_class = UnitResource
    filterset_class = UnitFilters
    queryset = Unit.objects.none()

    def rows(self) -> Any:
        return Unit.objects.of(self.caller.institution)

    @idempotent
    def create(self, request: Request) -> Response:
        values = self._placed(checked(UnitInput, request.data))
        with _refusals_placed():
            unit = add_unit(self.caller.institution, **values, actor=self.caller.user)
        self.note("unit_added")
        return self.made(unit, status=201)

    def partial_update(self, request: Request, pk: Any) -> Response:
        values = self._placed(checked(UnitPatch, request.data))
        with transaction.atomic(), _refusals_placed():
            unit = self.get_object()
            self.check_version(unit, required=True)
            unit = change_unit(unit, **values, actor=self.caller.user)
            self.note("unit_changed")
        return Response(UnitResource(unit).data, headers={"ETag": self.version_of(unit)})

    def _placed(self, values: dict[str, Any]) -> dict[str, Any]:
        """The parent as a row of the caller's own institution."""
        found = dict(values)
        if "parent_id" in found:
            pk = found.pop("parent_id")
            found["parent"] = self.rows().filter(pk=pk).first() if pk else None
            if pk and found["parent"] is None:
                raise serializers.ValidationError({"parent_id": ["There is no such unit."]})
        return found


@contextmanager
def _refusals_placed() -> Iterator[None]:
    """Point at each field that the domain refuses."""
    try:
        yield
    except UnitRefused as error:
        places = {"name": "/name", "parent": "/parent_id"}
        faults = [
            Fault(words, at=places.get(name, ""))
            for name, errors in error.fields.items()
            for words in errors
        ]
        raise Problem(str(error.message), faults=faults) from error
