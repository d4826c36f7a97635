from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from profiles.admin.site import TenantAdmin, site
from profiles.models import User


@admin.register(User, site=site)
class UserAdmin(TenantAdmin):
    """Logins, for operators: to close one. Addresses come with the roster."""

    operators_only = True
    list_display = ("email", "is_active", "activated_at", "last_login", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email",)
    fields = ("email", "is_active", "time_zone", "activated_at", "last_login", "date_joined")
    readonly_fields = ("email", "time_zone", "activated_at", "last_login", "date_joined")

    def own(self, rows: QuerySet[Any], institution: Any) -> QuerySet[Any]:
        return rows.none()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
