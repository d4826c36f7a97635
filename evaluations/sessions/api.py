"""Sessions of groups, and how many came."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, Q
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from evaluations.meetings.models import Attendance, Meeting
from mentornet.api.filters import FilterSet, IdFilter, MomentFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from networks.peer_groups.api import GroupBrief


class SessionResource(Resource):
    """A session with its attendance in numbers; what was said there is the group's."""

    group_id = serializers.UUIDField(read_only=True)
    present = serializers.IntegerField(read_only=True)
    excused = serializers.IntegerField(read_only=True)
    absent = serializers.IntegerField(read_only=True)
    expandable: ClassVar[dict[str, Any]] = {"group": GroupBrief}

    class Meta:
        model = Meeting
        fields = (
            "id",
            "group_id",
            "state",
            "starts_at",
            "minutes",
            "present",
            "excused",
            "absent",
            "created_at",
        )


class SessionFilters(FilterSet):
    group_id = IdFilter(field_name="group")
    starts_from = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_until = MomentFilter(field_name="starts_at", lookup_expr="lte")

    class Meta:
        model = Meeting
        fields = ("state",)


@extend_schema_view(
    list=extend_schema(summary="Sessions of peer groups, with how many came"),
    retrieve=extend_schema(summary="One session"),
)
class SessionViewSet(ReadViewSet):
    resource = "sessions"
    changes = "sessions"
    serializer_class = SessionResource
    filterset_class = SessionFilters
    queryset = Meeting.objects.none()

    def rows(self) -> Any:
        states = Attendance.State
        return (
            Meeting.objects.of(self.caller.institution)
            .filter(group__isnull=False)
            .defer("agenda", "notes")
            .annotate(
                **{
                    str(state): Count("attendance", filter=Q(attendance__state=state))
                    for state in (states.PRESENT, states.EXCUSED, states.ABSENT)
                }
            )
        )
