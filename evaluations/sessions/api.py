"""Sessions of groups and how many came; how often pairs were asked whether they have met."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, IntegerField, Max, Q, Value
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from evaluations.check_ins.models import CheckIn
from evaluations.meetings.models import Attendance, Meeting
from mentornet.api.filters import FilterSet, IdFilter, MomentFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from networks.models import Tie
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


# Beside the pair's meetings, a count that grows says who of two answered what.
NOT_TOLD = "Always null: how single pairs answer is not told."


class CheckInResource(Resource):
    """How often a program's pair was asked; the id is the pair's."""

    asked = serializers.IntegerField(read_only=True)
    answered = serializers.IntegerField(read_only=True, allow_null=True, help_text=NOT_TOLD)
    open = serializers.IntegerField(read_only=True, allow_null=True, help_text=NOT_TOLD)
    last_asked_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Tie
        fields = ("id", "state", "asked", "answered", "open", "last_asked_at")


class CheckInFilters(FilterSet):
    class Meta:
        model = Tie
        fields = ("state",)


@extend_schema_view(
    list=extend_schema(
        summary="How often pairs were asked whether they have met",
        description="Both sides together. Whether and what they answer is not told.",
    ),
    retrieve=extend_schema(summary="One pair's check-ins"),
)
class CheckInViewSet(ReadViewSet):
    resource = "checkins"
    serializer_class = CheckInResource
    filterset_class = CheckInFilters
    queryset = Tie.objects.none()

    def rows(self) -> Any:
        was_asked = Q(check_ins__state=CheckIn.State.ASKED)
        return (
            Tie.objects.of(self.caller.institution)
            .from_programs()
            .annotate(
                asked=Count("check_ins", filter=was_asked),
                answered=Value(None, output_field=IntegerField()),
                open=Value(None, output_field=IntegerField()),
                last_asked_at=Max("check_ins__asked_at"),
            )
        )
