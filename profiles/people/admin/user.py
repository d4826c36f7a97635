from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentornet.languages import own_language_choices
from mentornet.mail import links
from profiles.admin.site import TenantAdmin, site
from profiles.models import User
from profiles.sign_on.domain.sessions import EndReason, end_sessions


@admin.register(User, site=site)
class UserAdmin(TenantAdmin):
    """Logins, for operators: to close one. Addresses come with the roster."""

    looked_at = False
    asks_fresh = True
    list_display = ("email", "may_sign_in", "activated_at", "last_login", "runs_the_service")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email",)
    fields = (
        "email",
        "is_active",
        "time_zone",
        "own_language",
        "activated_at",
        "last_login",
        "date_joined",
    )
    readonly_fields = (
        "email",
        "time_zone",
        "own_language",
        "activated_at",
        "last_login",
        "date_joined",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people come with the roster, operators by the command line

    @admin.display(description=_("Can sign in"), ordering="is_active")
    def may_sign_in(self, user: User) -> str:
        return gettext("Yes") if user.is_active else gettext("No")

    @admin.display(description=_("Operator"), ordering="is_superuser")
    def runs_the_service(self, user: User) -> str:
        return gettext("Yes") if user.is_superuser else gettext("No")

    @admin.display(description=_("Language"))
    def own_language(self, user: User) -> str:
        return str(dict(own_language_choices()).get(user.language, user.language))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A closed login is signed out, so that opening it again brings no session back."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            end_sessions(obj, reason=EndReason.CLOSED)
            links.revoke(holder=obj)
