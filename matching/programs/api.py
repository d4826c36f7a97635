"""Programs and who takes part in them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from matching.programs.enrollment.models import Enrollment
from matching.programs.kinds.traits import Kind
from matching.programs.models import Program
from mentornet.api.filters import FilterSet, FlagFilter, IdFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from mentornet.api.words import StandardWord, Word, WordFilter
from profiles.people.api import MemberBrief


class ProgramResource(Resource):
    kind = Word()
    standard_kind = StandardWord(source="kind", values=Kind.values)

    class Meta:
        model = Program
        fields = (
            "id",
            "name",
            "kind",
            "standard_kind",
            "state",
            "cadence",
            "enroll_from",
            "enroll_until",
            "starts_on",
            "months",
            "capacity",
            "created_at",
        )


class ProgramBrief(Resource):
    class Meta:
        model = Program
        fields = ("id", "name", "state")


class ProgramFilters(FilterSet):
    kind = WordFilter(choices=Kind.choices)

    class Meta:
        model = Program
        fields = ("state",)


@extend_schema_view(
    list=extend_schema(summary="Programs, drafts included"),
    retrieve=extend_schema(summary="One program"),
)
class ProgramViewSet(ReadViewSet):
    resource = "programs"
    changes = "programs"
    serializer_class = ProgramResource
    filterset_class = ProgramFilters
    queryset = Program.objects.none()

    def rows(self) -> Any:
        return Program.objects.of(self.caller.institution)


class EnrollmentResource(Resource):
    """That someone takes part, and on which side. What they wrote of themselves is not told."""

    program_id = serializers.UUIDField(read_only=True)
    member_id = serializers.UUIDField(read_only=True)
    expandable: ClassVar[dict[str, Any]] = {"program": ProgramBrief, "member": MemberBrief}

    class Meta:
        model = Enrollment
        fields = (
            "id",
            "program_id",
            "member_id",
            "side",
            "places",
            "left_out",
            "enrolled_at",
            "withdrawn_at",
        )


class EnrollmentFilters(FilterSet):
    program_id = IdFilter(field_name="program")
    member_id = IdFilter(field_name="member")
    active = FlagFilter(field_name="withdrawn_at", lookup_expr="isnull")

    class Meta:
        model = Enrollment
        fields = ("side",)


@extend_schema_view(
    list=extend_schema(summary="Who takes part in programs"),
    retrieve=extend_schema(summary="One enrollment"),
)
class EnrollmentViewSet(ReadViewSet):
    resource = "enrollments"
    changes = "enrollments"
    serializer_class = EnrollmentResource
    filterset_class = EnrollmentFilters
    queryset = Enrollment.objects.none()

    def rows(self) -> Any:
        return Enrollment.objects.of(self.caller.institution).defer("goals", "areas")
