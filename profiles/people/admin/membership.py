"""People as the roster knows them, to look up; their roles, to grant and revoke."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.admin.site import TenantAdmin, reader, site
from profiles.errors import DomainError
from profiles.models import Membership
from profiles.people.staff_roles.domain.granting import grant_role, revoke_role
from profiles.vocabulary import StaffRoleKind

SHOWN = (
    "at",
    "external_id",
    "given_name",
    "family_name",
    "email",
    "source",
    "affiliation",
    "rank",
    "track",
    "unit",
    "supervisor",
    "start_date",
    "end_date",
    "specialty",
    "roles_in_words",
)


class HereFilter(admin.SimpleListFilter):
    """Current members first: those are meant, unless someone asks for the others."""

    title = gettext_lazy("current members")
    parameter_name = "here"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Current")), ("no", _("Left"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(end_date__isnull=self.value() == "yes")


@admin.register(Membership, site=site)
class MembershipAdmin(TenantAdmin):
    """Nothing is typed here: the roster says who people are, and roles have their own verbs.

    An operator names the first director of an institution here; its directors have the dashboard.
    """

    list_display = ("name", "external_id", "rank", "unit", "roles_in_words", "end_date")
    list_select_related = ("unit",)
    list_filter = (HereFilter, "rank")
    search_fields = ("given_name", "family_name", "external_id", "address")
    fields = readonly_fields = SHOWN

    @admin.display(description=gettext_lazy("Name"))
    def name(self, member: Membership) -> str:
        return member.name

    @admin.display(description=gettext_lazy("Email"))
    def email(self, member: Membership) -> str:
        return member.email

    @admin.display(description=gettext_lazy("Staff roles"))
    def roles_in_words(self, member: Membership) -> str:
        return ", ".join(str(StaffRoleKind(one).label) for one in member.offices)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Two for each role. What each may do is up to the domain, whoever asks."""
        found = {}
        for role in StaffRoleKind:
            label = str(role.label)
            found[f"grant_{role}"] = (
                _action(_grant, role),
                f"grant_{role}",
                _("Grant the staff role: %(role)s") % {"role": label},
            )
            found[f"revoke_{role}"] = (
                _action(_revoke, role),
                f"revoke_{role}",
                _("Revoke the staff role: %(role)s") % {"role": label},
            )
        return found


Act = Callable[[HttpRequest, Membership, StaffRoleKind], str]


def _action(act: Act, role: StaffRoleKind) -> Callable[..., None]:
    def run(page: MembershipAdmin, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for member in queryset.select_related("institution", "user"):
            try:
                messages.success(request, f"{member.name}: {act(request, member, role)}")
            except DomainError as error:
                messages.error(request, f"{member.name}: {error.message}")

    return run


def _grant(request: HttpRequest, member: Membership, role: StaffRoleKind) -> str:
    if grant_role(member, role=role, by=reader(request)).approval is not None:
        return _("Requested. A second person has to approve it.")
    return _("Staff role granted.")


def _revoke(request: HttpRequest, member: Membership, role: StaffRoleKind) -> str:
    revoke_role(member, role=role, by=reader(request))
    return _("Staff role revoked.")
