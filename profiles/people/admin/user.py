from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mentornet.mail import links
from profiles.admin.site import TenantAdmin, site
from profiles.models import User
from profiles.sign_on.domain.sessions import EndReason, end_sessions


@admin.register(User, site=site)
class UserAdmin(TenantAdmin):
    """Logins, for operators: to close one. Addresses come with the roster."""

    operators_only = True
    asks_fresh = True
    list_display = ("email", "is_active", "activated_at", "last_login", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email",)
    fields = (
        "email",
        "is_active",
        "time_zone",
        "language",
        "activated_at",
        "last_login",
        "date_joined",
    )
    readonly_fields = (
        "email",
        "time_zone",
        "language",
        "activated_at",
        "last_login",
        "date_joined",
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A closed login is signed out, so that opening it again brings no session back."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            end_sessions(obj, reason=EndReason.CLOSED)
            links.revoke(holder=obj)
