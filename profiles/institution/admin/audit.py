"""What operators did, for operators: by their office, and never what they did as a person."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from profiles.admin.site import TenantAdmin, column, site
from profiles.models import AuditEvent

# How the verbs begin that operators do by their office. Someone who runs the service can be faculty, too:
# whom they asked, met or told of a concern is theirs alone.
OF_OPERATORS = (
    "address_claim.approved",
    "address_claim.refused",
    "address_claim.vouched",
    "address_claim_days.",
    "approval.",
    "break_glass.",
    "domain.changed",
    "institution.",
    "login.opened",
    "own_device_days.",
    "publication_days.",
    "second_factor.changed",
    "staff_role.",
    "threshold.",
)


@admin.register(AuditEvent, site=site)
class AuditEventAdmin(TenantAdmin):
    """Who of the operators did what at which institution, and when."""

    list_display = (
        column("at", _("When")),
        column("verb", _("Action")),
        column("actor", _("Who")),
        "place",
        "about",
    )
    list_select_related = ("institution", "actor")
    fields = readonly_fields = list_display
    ordering = ("-at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        begun = reduce(or_, (Q(verb__startswith=one) for one in OF_OPERATORS))
        return super().get_queryset(request).filter(begun, actor__is_superuser=True)

    @admin.display(description=_("Institution"), ordering="institution")
    def place(self, event: AuditEvent) -> Any:
        """Return where it was done: `at` is when."""
        return event.institution

    @admin.display(description=_("About"))
    def about(self, event: AuditEvent) -> str:
        return f"{event.subject_kind} {event.subject_id}"
