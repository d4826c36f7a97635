"""Pairs that programs made: who with whom, of which kind, from when to when. Never a word."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from mentornet.api.filters import FilterSet, IdFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from networks.relationships.models import Tie
from profiles.people.api import MemberBrief


class TieResource(Resource):
    """A relationship. How the mentee sees it, and what the two say, stays with them."""

    protege_id = serializers.UUIDField(read_only=True)
    mentor_id = serializers.UUIDField(read_only=True, allow_null=True)
    expandable: ClassVar[dict[str, Any]] = {"protege": MemberBrief, "mentor": MemberBrief}

    class Meta:
        model = Tie
        fields = (
            "id",
            "protege_id",
            "mentor_id",
            "kind",
            "state",
            "started_on",
            "ended_on",
            "created_at",
        )


class TieFilters(FilterSet):
    protege_id = IdFilter(field_name="protege")
    mentor_id = IdFilter(field_name="mentor")

    class Meta:
        model = Tie
        fields = ("state", "kind")


@extend_schema_view(
    list=extend_schema(
        summary="Pairs that programs made",
        description="Ties that people found by themselves are theirs and are not listed; gap "
        "reports count them.",
    ),
    retrieve=extend_schema(summary="One pair"),
)
class TieViewSet(ReadViewSet):
    resource = "ties"
    serializer_class = TieResource
    filterset_class = TieFilters
    queryset = Tie.objects.none()

    def rows(self) -> Any:
        return Tie.objects.of(self.caller.institution).from_programs()
