"""The addresses of the institution's systems that are told of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from mentornet.api.bodies import Body, Choice, NoFields, checked
from mentornet.api.filters import FilterSet
from mentornet.api.problems import InsufficientScope
from mentornet.api.resources import Resource
from mentornet.api.views import ApiViewSet, ReadViewSet, idempotent
from mentornet.safe_targets import Unreachable, UnsafeTarget, check_target
from mentornet.webhooks.models import WebhookEndpoint
from mentornet.webhooks.publishing import CHOOSABLE
from profiles.api_access.webhooks import domain

# What a client may set `state` to. Only we turn an endpoint off.
SWITCHES = {
    WebhookEndpoint.State.ACTIVE.value: domain.resume_endpoint,
    WebhookEndpoint.State.PAUSED.value: domain.pause_endpoint,
}


class WebhookResource(Resource):
    """What an endpoint is told of. Its secret is read for itself, with a scope of its own."""

    events = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields = (
            "id",
            "url",
            "name",
            "events",
            "state",
            "last_error",
            "failing_since",
            "created_at",
        )


class WebhookInput(Body):
    """An endpoint as it shall be. `events` may be `["*"]`: all that the client may read, also later ones.

    Each event needs the scope of what it tells: `tie.started` needs `ties:read`. What the client may not
    read any more is not sent.
    """

    shown_as = WebhookResource

    url = serializers.CharField(max_length=500, help_text="https, and reachable from the internet.")
    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    events = serializers.ListField(
        child=Choice(choices=CHOOSABLE), min_length=1, max_length=len(CHOOSABLE)
    )

    def validate_url(self, url: str) -> str:
        try:
            check_target(url)
        except (UnsafeTarget, Unreachable) as error:
            raise serializers.ValidationError(str(error), code="unsafe_target") from error
        return url


class WebhookPatch(WebhookInput):
    """What is to be changed of an endpoint; what is left out stays."""

    url = serializers.CharField(max_length=500, required=False)
    events = serializers.ListField(
        child=Choice(choices=CHOOSABLE),
        min_length=1,
        max_length=len(CHOOSABLE),
        required=False,
    )
    state = Choice(
        choices=tuple(SWITCHES),
        required=False,
        help_text="`active` also turns an endpoint on again that was turned off because it did not "
        "answer; what waited is sent. `paused` lets events wait, for a month.",
    )


class WebhookFilters(FilterSet):
    class Meta:
        model = WebhookEndpoint
        fields = ("state",)


class WebhookSecret(serializers.Serializer):
    """What signs the requests: `whsec_` and base64, as the Standard Webhooks libraries take it."""

    secret = serializers.CharField(read_only=True)


EXAMPLE = OpenApiExample(
    "Who has left",
    {"url": "https://hr.school.example/mentornet", "name": "HR", "events": ["member.ended"]},
    request_only=True,
)


@extend_schema_view(
    list=extend_schema(summary="Webhook endpoints"),
    retrieve=extend_schema(summary="One webhook endpoint"),
    create=extend_schema(
        summary="Add a webhook endpoint",
        request=WebhookInput,
        responses={201: WebhookResource},
        examples=[EXAMPLE],
    ),
    partial_update=extend_schema(
        summary="Change a webhook endpoint",
        request=WebhookPatch,
        responses=WebhookResource,
        examples=[OpenApiExample("All", {"events": ["*"]}, request_only=True)],
    ),
    destroy=extend_schema(
        summary="Delete a webhook endpoint and its waiting events", responses={204: None}
    ),
)
class WebhookViewSet(ReadViewSet):
    resource = "webhooks"
    changes = "webhooks"
    noted = frozenset({"last_error", "failing_since"})
    serializer_class = WebhookResource
    filterset_class = WebhookFilters
    queryset = WebhookEndpoint.objects.none()

    def rows(self) -> Any:
        return WebhookEndpoint.objects.of(self.caller.institution).select_related("institution")

    @idempotent
    def create(self, request: Request) -> Response:
        given = checked(WebhookInput, request.data)
        self._check_events(given["events"])
        row = domain.create_endpoint(
            self.caller.institution, actor=self.caller.user, client=self.caller.client, **given
        )
        self.note("webhook_created")
        return self.made(row, status=201)

    def partial_update(self, request: Request, pk: Any) -> Response:
        given = checked(WebhookPatch, request.data)
        state = given.pop("state", None)
        with transaction.atomic():
            row = self.get_object()
            self.check_version(row, required=True)
            kept = {"url": row.url, "name": row.name, "events": row.events}
            if "events" in given:
                self._check_events(given["events"], row=row)
            elif given.get("url", row.url) != row.url and (
                missing := self._missing_scopes(row.events, row=row)
            ):
                raise InsufficientScope(next(iter(missing.values())))
            row = domain.change_endpoint(
                row, actor=self.caller.user, client=self.caller.client, **kept | given
            )
            if state:
                row = SWITCHES[state](row, actor=self.caller.user)
            self.note("webhook_changed")
        return Response(WebhookResource(row).data, headers={"ETag": self.version_of(row)})

    def _check_events(self, names: Sequence[str], *, row: WebhookEndpoint | None = None) -> None:
        """Raise ValidationError for each event that tells of what the client may not read."""
        if missing := self._missing_scopes(names, row=row):
            raise serializers.ValidationError(
                {
                    "events": {
                        str(number): [
                            ErrorDetail(str(InsufficientScope(scope)), "insufficient_scope")
                        ]
                        for number, scope in missing.items()
                    }
                }
            )

    def _missing_scopes(
        self, names: Sequence[str], *, row: WebhookEndpoint | None = None
    ) -> dict[int, str]:
        """Return by the number of each event the scope that it needs and this client lacks."""
        client = self.caller.client
        if client is None:
            return {}
        lacks = {
            number: domain.missing_scope(
                name, scopes=self.caller.scopes, client=client, endpoint=row
            )
            for number, name in enumerate(names)
        }
        return {number: scope for number, scope in lacks.items() if scope}

    def destroy(self, request: Request, pk: Any) -> Response:
        with transaction.atomic():
            domain.delete_endpoint(self.get_object(), actor=self.caller.user)
            self.note("webhook_deleted")
        return Response(status=204)

    @extend_schema(
        summary="Create a new secret. The old one also signs for one day",
        request=None,
        responses=WebhookResource,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def rotate(self, request: Request, pk: Any) -> Response:
        checked(NoFields, request.data)
        row = domain.rotate_secret(self.get_object(), actor=self.caller.user)
        self.note("webhook_secret_changed")
        return Response(WebhookResource(row).data)

    @extend_schema(summary="Send a test event", request=None, responses=WebhookResource)
    @action(detail=True, methods=["post"])
    @idempotent
    def test(self, request: Request, pk: Any) -> Response:
        checked(NoFields, request.data)
        row = self.get_object()
        domain.send_test(row, actor=self.caller.user)
        self.note("webhook_tested")
        return Response(WebhookResource(row).data)


@extend_schema_view(
    retrieve=extend_schema(summary="The secret that signs an endpoint’s deliveries")
)
class WebhookSecretViewSet(ApiViewSet):
    """For itself, so that no kept answer of another request holds it."""

    resource = "webhook-secrets"
    serializer_class = WebhookSecret
    queryset = WebhookEndpoint.objects.none()

    def rows(self) -> Any:
        return WebhookEndpoint.objects.of(self.caller.institution)

    def retrieve(self, request: Request, pk: Any) -> Response:
        row = self.get_object()
        self.note("webhook_secret_read")
        return Response(WebhookSecret({"secret": row.secret}).data)
