"""The one administration site, and what its pages have in common: default is deny."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mentornet.tenancy.scope import operations
from profiles.access.reauthentication import fresh_authentication_required
from profiles.models import User


def reader(request: HttpRequest) -> User:
    """Return who is signed in: no one else gets past the site's guard."""
    return cast(User, request.user)


def column(field: str, label: StrOrPromise) -> Any:
    """Return what shows *field* of a row under *label*; of a choice its words."""

    @admin.display(description=label, ordering=field, empty_value="")
    def shown(row: Any) -> Any:
        in_words = getattr(row, f"get_{field}_display", None)
        value = in_words() if in_words else getattr(row, field)
        return "" if value is None else value

    return shown


KEPT_PAGES = {"index", "login", "logout", "jsi18n", "app_list"}


class MentorNetAdminSite(admin.AdminSite):
    """For operators, who sign in where everyone does. Directors have the dashboard."""

    site_header = site_title = "MentorNet"
    index_title = _("Administration")
    site_url = "/"
    final_catch_all_view = False
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm("profiles.operate")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        checked = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied
            with operations():
                response = checked(request, *args, **kwargs)
                # Rendered here, because afterwards no row is seen.
                return response.render() if hasattr(response, "render") else response

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index") if request.user.is_authenticated else redirect_to_login("/")

    def get_urls(self) -> list[Any]:
        """Without the pages for passwords and views elsewhere: the sign-in library has those."""
        return [
            one
            for one in super().get_urls()
            if isinstance(one, URLResolver) or one.name in KEPT_PAGES
        ]


site = MentorNetAdminSite(name="admin")


class TenantAdmin(admin.ModelAdmin):
    """Rows of all institutions, for operators alone; nothing is deleted.

    A list is filtered by what its page offers and by nothing else: any other look-up in its address
    is a question about a field that the page does not show, and could be asked letter by letter.
    """

    # Whether changing a row (a role, a login) asks again who one is.
    asks_fresh = False

    save_on_top = False
    list_per_page = 50
    view_on_site = False
    show_full_result_count = False
    # Whether rows are only looked at: other doors make and change them.
    looked_at = True

    @admin.display(description=_("Institution"), ordering="institution")
    def at(self, obj: Any) -> Any:
        """Return the institution of a row, under a name in the reader's language."""
        return obj.institution

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return request is not None and lookup in self.offered_lookups(request)

    def offered_lookups(self, request: HttpRequest) -> set[str]:
        """Return the look-ups that the filters beside the list lead to."""
        offered: set[str] = set()
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
                offered.add(str(item.parameter_name))
            else:
                field = item[0] if isinstance(item, tuple | list) else item
                offered |= {f"{field}__exact", f"{field}__isnull"}
        return offered

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("profiles.operate")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.looked_at and self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not self.looked_at and self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        kept = ("_changelist", "_add", "_history", "_change")
        urls = [one for one in super().get_urls() if one.name and one.name.endswith(kept)]
        if self.asks_fresh:
            for one in urls:
                if str(one.name).endswith("_change"):
                    one.callback = fresh_authentication_required(one.callback)
        return urls

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Named actions alone: none of Django's own, such as deleting.
        return {str(name): self.get_action(name) for name in self.actions or ()}

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> HttpResponse:
        raise Http404
