"""How often pairs were asked whether they have met; nothing of what they answered."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, IntegerField, Max, Q, Value
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from evaluations.check_ins.models import CheckIn
from matching.pairs.models import made_by_programs
from mentornet.api.filters import FilterSet
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from networks.models import Tie

# Beside the pair's meetings, a count that grows says who of two answered what.
NOT_TOLD = "Always null. How a single pair answers is not shared."


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
        summary="How often pairs were asked if they met",
        description="Both people of a pair together. Whether and what they answer is not shared.",
    ),
    retrieve=extend_schema(summary="One pair's check-ins"),
)
class CheckInViewSet(ReadViewSet):
    resource = "checkins"
    changes = "check-ins"
    serializer_class = CheckInResource
    filterset_class = CheckInFilters
    queryset = Tie.objects.none()

    def rows(self) -> Any:
        # Whatever the two were asked before a program made them a pair is theirs.
        is_told = Q(since=None) | Q(check_ins__asked_at__gte=F("since"))
        was_asked = Q(check_ins__state=CheckIn.State.ASKED) & is_told
        return made_by_programs(Tie.objects.of(self.caller.institution)).annotate(
            asked=Count("check_ins", filter=was_asked),
            answered=Value(None, output_field=IntegerField()),
            open=Value(None, output_field=IntegerField()),
            last_asked_at=Max("check_ins__asked_at", filter=was_asked),
        )
