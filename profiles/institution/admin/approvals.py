from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.admin.site import TenantAdmin, reader, site
from profiles.errors import DomainError
from profiles.institution.domain import approvals as domain
from profiles.models import Approval


@admin.register(Approval, site=site)
class ApprovalAdmin(TenantAdmin):
    """What waits for a second person, for operators; directors have a page of their own."""

    list_display = ("text", "at", "asked_by", "asked_at", "state", "decided_by")
    list_select_related = ("institution", "asked_by", "decided_by", "gains")
    list_filter = ("state", "kind")
    fields = readonly_fields = (
        "at",
        "kind",
        "text",
        "gains",
        "asked_by",
        "asked_at",
        "expires_at",
        "state",
        "decided_by",
        "decided_at",
    )
    actions = ("approve", "refuse")

    @admin.display(description=gettext_lazy("Request"))
    def text(self, approval: Approval) -> str:
        return domain.describe(approval)

    @admin.action(description=gettext_lazy("Approve the selected requests"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Approval]) -> None:
        self._decide(request, queryset, act=domain.approve)

    @admin.action(description=gettext_lazy("Refuse the selected requests"))
    def refuse(self, request: HttpRequest, queryset: QuerySet[Approval]) -> None:
        self._decide(request, queryset, act=domain.refuse)

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Approval],
        *,
        act: Callable[..., Approval],
    ) -> None:
        done = 0
        for approval in queryset:
            try:
                act(approval, by=reader(request))
                done += 1
            except DomainError as error:
                messages.error(request, f"{domain.describe(approval)}: {error.message}")
        if done:
            messages.success(request, _("Requests decided: %(count)d.") % {"count": done})
