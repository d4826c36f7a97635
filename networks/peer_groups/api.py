"""Peer groups as directors know them: what they are called, and who is in them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from mentornet.api.filters import FilterSet, FlagFilter, IdFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet
from mentornet.api.words import StandardWord, Word, WordFilter
from networks.peer_groups.models import GroupMember, PeerGroup
from profiles.people.api import MemberBrief


class GroupResource(Resource):
    kind = Word()
    standard_kind = StandardWord(source="kind", values=PeerGroup.Kind.values)

    class Meta:
        model = PeerGroup
        fields = ("id", "name", "kind", "standard_kind", "started_on", "ended_on", "created_at")


class GroupBrief(Resource):
    kind = Word()
    standard_kind = StandardWord(source="kind", values=PeerGroup.Kind.values)

    class Meta:
        model = PeerGroup
        fields = ("id", "name", "kind", "standard_kind")


class GroupFilters(FilterSet):
    active = FlagFilter(field_name="ended_on", lookup_expr="isnull")
    kind = WordFilter(choices=PeerGroup.Kind.choices)

    class Meta:
        model = PeerGroup
        fields: tuple[str, ...] = ()


@extend_schema_view(
    list=extend_schema(summary="Peer groups"), retrieve=extend_schema(summary="One peer group")
)
class GroupViewSet(ReadViewSet):
    resource = "groups"
    changes = "groups"
    serializer_class = GroupResource
    filterset_class = GroupFilters
    queryset = PeerGroup.objects.none()

    def rows(self) -> Any:
        return PeerGroup.objects.of(self.caller.institution)


class GroupMemberResource(Resource):
    """Someone's part in a group, kept after they have left it."""

    group_id = serializers.UUIDField(read_only=True)
    member_id = serializers.UUIDField(read_only=True)
    expandable: ClassVar[dict[str, Any]] = {"group": GroupBrief, "member": MemberBrief}

    class Meta:
        model = GroupMember
        fields = ("id", "group_id", "member_id", "part", "joined_on", "left_on")


class GroupMemberFilters(FilterSet):
    group_id = IdFilter(field_name="group")
    member_id = IdFilter(field_name="member")
    current = FlagFilter(field_name="left_on", lookup_expr="isnull")

    class Meta:
        model = GroupMember
        fields = ("part",)


@extend_schema_view(
    list=extend_schema(summary="Who is in which peer group"),
    retrieve=extend_schema(summary="One person's part in a group"),
)
class GroupMemberViewSet(ReadViewSet):
    resource = "groups"
    changes = "group-members"
    serializer_class = GroupMemberResource
    filterset_class = GroupMemberFilters
    queryset = GroupMember.objects.none()

    def rows(self) -> Any:
        return GroupMember.objects.of(self.caller.institution)
