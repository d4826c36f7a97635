"""What became of each event that an endpoint was told of, and sending it again."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentornet.api.bodies import Body, NoFields, checked
from mentornet.api.filters import FilterSet, MomentFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ApiViewSet, ReadViewSet, idempotent
from mentornet.webhooks.events import readable
from mentornet.webhooks.models import WebhookDelivery, WebhookEndpoint
from profiles.api_access.webhooks import domain


class DeliveryResource(Resource):
    """One event on its way to one endpoint. `event` is the body as it is sent, without signatures."""

    id = serializers.UUIDField(source="event_id", read_only=True)
    message_id = serializers.CharField(
        source="event.message_id", read_only=True, help_text="The header `webhook-id`."
    )
    type = serializers.CharField(source="event.name", read_only=True)
    event = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="event.created_at", read_only=True)
    status = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="What the last attempt was answered with."
    )

    class Meta:
        model = WebhookDelivery
        fields = (
            "id",
            "message_id",
            "type",
            "event",
            "state",
            "attempts",
            "status",
            "last_error",
            "created_at",
            "first_tried_at",
            "due_at",
            "done_at",
        )

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_event(self, row: WebhookDelivery) -> Any:
        return json.loads(row.event.body)


class DeliveryFilters(FilterSet):
    since = MomentFilter(
        field_name="event__created_at", lookup_expr="gte", help_text="Events since then."
    )

    class Meta:
        model = WebhookDelivery
        fields = ("state",)


class ReplayInput(Body):
    """Since when. Without `also_delivered`, only what was given up after three days."""

    since = serializers.DateTimeField()
    also_delivered = serializers.BooleanField(
        default=False, help_text="Also what was accepted: for a receiver that lost what it had."
    )


class Replayed(serializers.Serializer):
    replayed = serializers.IntegerField(
        read_only=True, help_text="How many are sent again, each under the id that it had."
    )


IDS = [OpenApiParameter("event_id", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)]


@extend_schema_view(
    list=extend_schema(
        operation_id="webhooks_deliveries_list",
        summary="Deliveries of a webhook, newest first",
        description="Kept for 30 days, with the last error of each. Only events about what the caller’s "
        "other scopes let it read, such as `ties:read` for `tie.started`.",
    ),
    retrieve=extend_schema(
        operation_id="webhooks_deliveries_retrieve", summary="One delivery", parameters=IDS
    ),
)
class WebhookDeliveryViewSet(ReadViewSet):
    resource = "webhooks"
    serializer_class = DeliveryResource
    filterset_class = DeliveryFilters
    queryset = WebhookDelivery.objects.none()
    keyset = ("-id",)
    lookup_field = "event_id"

    def rows(self) -> Any:
        told = self.endpoint().deliveries.told(timezone.now()).select_related("event")
        # The bodies are what other lists show: each needs that list's scope.
        return told.filter(event__name__in=readable(self.caller.scopes))

    def endpoint(self) -> WebhookEndpoint:
        own = WebhookEndpoint.objects.of(self.caller.institution).select_related("institution")
        found: WebhookEndpoint | None = own.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(
        operation_id="webhooks_deliveries_replay_create",
        summary="Send one delivery again",
        parameters=IDS,
        request=None,
        responses=Replayed,
    )
    @idempotent
    def replay(self, request: Request, pk: Any, event_id: Any) -> Response:
        checked(NoFields, request.data)
        row = self.get_object()
        count = domain.replay_deliveries(self.endpoint(), actor=self.caller.user, one=row.pk)
        self.note("webhook_replayed")
        return Response({"replayed": count})


class WebhookReplayViewSet(ApiViewSet):
    resource = "webhooks"
    serializer_class = Replayed
    queryset = WebhookEndpoint.objects.none()

    def rows(self) -> Any:
        return WebhookEndpoint.objects.of(self.caller.institution).select_related("institution")

    @extend_schema(
        operation_id="webhooks_replay_create",
        summary="Send again what a webhook missed since a time",
        request=ReplayInput,
        responses=Replayed,
        examples=[
            OpenApiExample("Since midnight", {"since": "2026-06-30T00:00:00Z"}, request_only=True)
        ],
    )
    @idempotent
    def replay(self, request: Request, pk: Any) -> Response:
        values = checked(ReplayInput, request.data) | {"scopes": self.caller.scopes}
        count = domain.replay_deliveries(self.get_object(), actor=self.caller.user, **values)
        self.note("webhook_replayed")
        return Response({"replayed": count})
