"""What people have opened of their self-assessments to the client that asks, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentornet.api.filters import FilterSet, MomentFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from profiles.assessment.domain.content_consents import note_reads, readable_by
from profiles.assessment.domain.parts import PART_BY_NUMBER, read_part
from profiles.models import Membership

SHOWN = {
    "id": "6f0d2f0e-8c5b-4f6f-9c3a-2f1f3f0d7a11",
    "external_id": "F10482",
    "version": 2,
    "submitted_at": "2026-03-02T15:20:41Z",
    "parts": [
        {
            "number": 6,
            "slug": "helps",
            "title": "What helps me work well",
            "passages": [
                {
                    "key": "helps",
                    "heading": "What helps",
                    "text": "A walk first, a table later. Deadlines that somebody waits for.",
                }
            ],
        }
    ],
}


class PassageShape(serializers.Serializer):
    """A heading and its text."""

    key = serializers.CharField(
        help_text="Which question, goal, or need. It stays the same in each version."
    )
    heading = serializers.CharField(help_text="The heading as people read it.")
    text = serializers.CharField(help_text="What the person wrote; lines end in \\n.")


class PartShape(serializers.Serializer):
    """One part of the self-assessment, in reading order, without empty fields."""

    number = serializers.IntegerField(min_value=1, max_value=8)
    slug = serializers.CharField()
    title = serializers.CharField()
    passages = PassageShape(many=True)


class AssessmentContentResource(Resource):
    """What one person has opened of their last submitted self-assessment; the id is the person's."""

    external_id = serializers.CharField(read_only=True)
    version = serializers.IntegerField(
        read_only=True, help_text="Its number. It grows with each submission."
    )
    submitted_at = serializers.DateTimeField(read_only=True)
    parts = serializers.SerializerMethodField(
        help_text="The parts that the person shares with this client."
    )

    class Meta:
        model = Membership
        fields = ("id", "external_id", "version", "submitted_at", "parts")

    @extend_schema_field(PartShape(many=True))
    def get_parts(self, member: Any) -> list[dict[str, Any]]:
        opened = (PART_BY_NUMBER[number] for number in sorted(member.opened))
        return [
            {
                "number": part.number,
                "slug": part.slug,
                "title": str(part.title),
                "passages": [
                    {"key": one.key, "heading": str(one.label), "text": one.text}
                    for one in read_part(part, member.content)
                ],
            }
            for part in opened
        ]


class AssessmentContentFilters(FilterSet):
    submitted_since = MomentFilter(field_name="submitted_at", lookup_expr="gte")

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()


@extend_schema_view(
    list=extend_schema(
        summary="What people share with you of their self-assessments",
        description=(
            "Only people who share a part with this client, under the purpose that a director "
            "wrote for it. People who are no longer listed stopped sharing or left: delete what "
            "you hold. People see when you last read it."
        ),
    ),
    retrieve=extend_schema(
        summary="What one person shares with you",
        description="404 for anyone who shares nothing with this client.",
        examples=[OpenApiExample("One part is open", SHOWN, response_only=True)],
    ),
)
class AssessmentContentViewSet(ReadViewSet):
    resource = "assessments"
    changes = "assessment-contents"
    reading = "content"
    serializer_class = AssessmentContentResource
    filterset_class = AssessmentContentFilters
    queryset = Membership.objects.none()

    def rows(self) -> Any:
        # A person in a browser has no consent, whatever their scopes.
        client = self.caller.client
        return readable_by(client).defer("search") if client else Membership.objects.none()

    def changes_name(self) -> str:
        # Who has opened nothing to this client is not told of, not even as gone.
        return f"{self.changes}:{self.caller.client and self.caller.client.pk}"

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        self._note(answer.data["items"])
        return answer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().retrieve(request, *args, **kwargs)
        self._note([answer.data])
        return answer

    def _note(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Let people see that what they opened was read; nothing was where `fields` left it out."""
        read = [item["id"] for item in items if "parts" in item]
        if self.caller.client and read:
            note_reads(self.caller.client, members=read)
