from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from profiles.admin.site import TenantAdmin, column, site
from profiles.models import ApiClient


@admin.register(ApiClient, site=site)
class ApiClientAdmin(TenantAdmin):
    """Which systems may use the API, for operators: what each may do, and when it last did."""

    list_display = (
        column("name", _("Name")),
        "at",
        "permitted",
        column("created", _("Created")),
        column("last_used_at", _("Last used")),
        column("revoked_at", _("Revoked")),
    )
    list_select_related = ("institution",)
    fields = readonly_fields = list_display
    ordering = ("-created",)

    @admin.display(description=_("Scopes"))
    def permitted(self, client: ApiClient) -> str:
        return ", ".join(client.scopes)
