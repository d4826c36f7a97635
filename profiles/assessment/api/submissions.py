"""Who has submitted a self-assessment, and when; what it says is the person's own."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from mentornet.api.filters import FilterSet, FlagFilter, MomentFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from profiles.models import AssessmentVersion, Membership


class AssessmentResource(Resource):
    """One person's status; the id is the person's."""

    external_id = serializers.CharField(read_only=True)
    versions = serializers.IntegerField(read_only=True, help_text="How often it was submitted.")
    submitted_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="The last time. null means never."
    )

    class Meta:
        model = Membership
        fields = ("id", "external_id", "versions", "submitted_at")


class AssessmentFilters(FilterSet):
    submitted = FlagFilter(field_name="submitted_at", lookup_expr="isnull", exclude=True)
    submitted_since = MomentFilter(field_name="submitted_at", lookup_expr="gte")

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()


@extend_schema_view(
    list=extend_schema(
        summary="Who has submitted a self-assessment, and when",
        description=(
            "Dates and counts alone. What a person has opened of it to this client stands at "
            "`assessment-contents`."
        ),
    ),
    retrieve=extend_schema(summary="One person's status"),
)
class AssessmentViewSet(ReadViewSet):
    resource = "assessments"
    changes = "assessments"
    serializer_class = AssessmentResource
    filterset_class = AssessmentFilters
    queryset = Membership.objects.none()

    def rows(self) -> Any:
        own = AssessmentVersion.objects.filter(member=OuterRef("pk")).order_by().values("member")
        return (
            Membership.objects.of(self.caller.institution)
            .current()
            .annotate(
                versions=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0),
                submitted_at=Subquery(own.annotate(at=Max("submitted_at")).values("at")),
            )
            .defer("search")
        )
