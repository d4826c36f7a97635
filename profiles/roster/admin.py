from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from profiles.admin.site import TenantAdmin, column, site
from profiles.models import RosterImport


@admin.register(RosterImport, site=site)
class RosterImportAdmin(TenantAdmin):
    """Imports of the roster, for operators: how far each is. Not the file, nor who is in it."""

    list_display = (
        column("uploaded_at", _("Added")),
        "at",
        column("state", _("State")),
        column("progress_done", _("Done")),
        column("progress_total", _("Rows")),
        column("finished_at", _("Finished")),
    )
    list_filter = ("state",)
    list_select_related = ("institution",)
    fields = readonly_fields = list_display
    ordering = ("-uploaded_at",)
