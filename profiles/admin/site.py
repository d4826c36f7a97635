"""The one administration site, and what its pages have in common: default is deny."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from mentornet.tenancy.scope import operations
from profiles.access.reauthentication import fresh_authentication_required, to_second_factor
from profiles.models import Institution, User


def reader(request: HttpRequest) -> User:
    """Return who is signed in: no one else gets past the site's guard."""
    return cast(User, request.user)


def is_operator(request: HttpRequest) -> bool:
    """Return whether the reader runs the service."""
    return request.user.has_perm("profiles.operate")


def tenant_of(request: HttpRequest) -> Institution:
    """Return the institution for which the reader acts."""
    membership = reader(request).current_membership
    if membership is None:
        raise PermissionDenied
    return membership.institution


KEPT_PAGES = {"index", "login", "logout", "jsi18n", "app_list"}


class MentorNetAdminSite(admin.AdminSite):
    """For operators and program directors, who sign in where everyone does."""

    site_header = site_title = "MentorNet"
    index_title = _("Administration")
    site_url = "/"
    final_catch_all_view = False
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm("profiles.administer_institution")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        checked = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                if getattr(reader(request).current_membership, "roles_closed", False):
                    return to_second_factor(request)
                raise PermissionDenied
            if not is_operator(request):
                return checked(request, *args, **kwargs)
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
        kept = [
            one
            for one in super().get_urls()
            if isinstance(one, URLResolver) or one.name in KEPT_PAGES
        ]
        # The frame of every page links to it by this name.
        to_password = RedirectView.as_view(pattern_name="account_change_password")
        return [*kept, path("password/", self.admin_view(to_password), name="password_change")]


site = MentorNetAdminSite(name="admin")


class TenantAdmin(admin.ModelAdmin):
    """Rows of one's own institution for directors, all of them for operators; nothing is deleted.

    A list is filtered by what its page offers and by nothing else: any other look-up in its address
    is a question about a field that the page does not show, and could be asked letter by letter.
    """

    # Whether changing a row (a role, a login) asks again who one is.
    asks_fresh = False

    save_on_top = False
    list_per_page = 50
    show_full_result_count = False
    operators_only = False

    @admin.display(description=_("Institution"), ordering="institution")
    def at(self, obj: Any) -> Any:
        """Return the institution of a row, under a name in the reader's language."""
        return obj.institution

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if is_operator(request):
            return rows
        return self.own(rows, tenant_of(request).pk)

    def own(self, rows: QuerySet[Any], institution: Any) -> QuerySet[Any]:
        """Return those of *rows* that belong to the institution with this key; none of an operator's."""
        return rows.none() if self.operators_only else rows.filter(institution=institution)

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
        if self.operators_only:
            return is_operator(request)
        # Rows of another institution are not in the queryset; a second look does no harm.
        return request.user.has_perm("profiles.administer_institution", self.tenant(obj))

    def tenant(self, obj: Any) -> Any:
        """Return what the rule is asked about: the row with its institution."""
        return obj

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # What operators alone look at is made by other doors.
        return not self.operators_only and self.has_view_permission(request)

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
