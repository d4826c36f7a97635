"""What people offer as mentors, as their colleagues see it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from mentornet.api.filters import FilterSet, IdFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from mentornet.api.words import StandardWords, Word, WordFilter
from profiles.models import MentorOffer
from profiles.people.api import MemberBrief
from profiles.vocabulary import Area, MentorRole


class OfferResource(Resource):
    member_id = serializers.UUIDField(read_only=True)
    areas = serializers.ListField(
        child=Word(),
        read_only=True,
        help_text="What the person helps with, as the institution has it.",
    )
    standard_areas = StandardWords(source="areas", values=Area.values)
    expandable: ClassVar[dict[str, Any]] = {"member": MemberBrief}

    class Meta:
        model = MentorOffer
        fields = (
            "id",
            "member_id",
            "roles",
            "areas",
            "standard_areas",
            "expertise",
            "modes",
            "capacity",
            "hours_a_month",
            "rank_wish",
            "updated_at",
        )


class OfferFilters(FilterSet):
    member_id = IdFilter(field_name="member")
    role = django_filters.ChoiceFilter(
        choices=MentorRole.choices, method="offering", help_text="Mentors who take this role."
    )
    area = WordFilter(
        choices=Area.choices, method="offering", help_text="Mentors who help in this area."
    )

    class Meta:
        model = MentorOffer
        fields: tuple[str, ...] = ()

    def offering(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(**{f"{name}s__contains": [value]})


@extend_schema_view(
    list=extend_schema(summary="Mentor profiles that are open"),
    retrieve=extend_schema(summary="One mentor profile"),
)
class OfferViewSet(ReadViewSet):
    resource = "offers"
    changes = "offers"
    serializer_class = OfferResource
    filterset_class = OfferFilters
    queryset = MentorOffer.objects.none()

    def rows(self) -> Any:
        return MentorOffer.objects.of(self.caller.institution).open()
