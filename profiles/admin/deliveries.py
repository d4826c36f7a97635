"""Webhooks, for operators: whether endpoints answer, and what became of each delivery. No secret, no body."""

from urllib.parse import urlsplit

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mentornet.models import WebhookDelivery, WebhookEndpoint
from profiles.admin.site import TenantAdmin, column, site


@admin.register(WebhookEndpoint, site=site)
class WebhookEndpointAdmin(TenantAdmin):
    """Where institutions are told of events. Of an address the host alone: the rest can hold a key."""

    list_display = (
        "host",
        "at",
        column("state", _("State")),
        column("failures", _("Attempts")),
        column("answered_at", _("Answered")),
        column("last_error", _("Last error")),
    )
    list_filter = ("state",)
    list_select_related = ("institution",)
    fields = readonly_fields = list_display

    @admin.display(description=_("Address"))
    def host(self, endpoint: WebhookEndpoint) -> str:
        return urlsplit(endpoint.url).hostname or ""


@admin.register(WebhookDelivery, site=site)
class WebhookDeliveryAdmin(TenantAdmin):
    """One event on its way to one endpoint: its kind and state."""

    list_display = (
        "event_kind",
        "at",
        column("state", _("State")),
        column("attempts", _("Attempts")),
        column("due_at", _("Due")),
        column("status", _("Status")),
        column("last_error", _("Last error")),
    )
    list_filter = ("state",)
    list_select_related = ("institution", "event")
    fields = readonly_fields = list_display
    ordering = ("-id",)

    @admin.display(description=_("Event"))
    def event_kind(self, delivery: WebhookDelivery) -> str:
        return delivery.event.name
