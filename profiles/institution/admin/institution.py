from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from mentornet.audit_verbs import Verb
from mentornet.pages.editing import EditForm
from profiles.admin.site import TenantAdmin, reader, site
from profiles.institution.domain.audit import record
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution

# Settings that decide how well people are protected; the threshold has a record of its own.
AUDITED = (
    "publication_days",
    "address_claim_days",
    "second_factor",
    "own_device_days",
)


class InstitutionForm(EditForm, forms.ModelForm):
    """The settings of an institution, which two may have open at once."""


@admin.register(Institution, site=site)
class InstitutionAdmin(TenantAdmin):
    """What holds for a whole institution, with its name in addresses and commands."""

    looked_at = False
    form = InstitutionForm

    list_display = ("name", "slug", "time_zone", "suppression_threshold", "invitation_lapse_days")
    search_fields = ("name", "slug")
    fields = (
        "name",
        "slug",
        "time_zone",
        "language",
        "holiday_region",
        "protege_label",
        "protege_label_es",
        "suppression_threshold",
        "publication_days",
        "invitation_lapse_days",
        "address_claim_days",
        "second_factor",
        "own_device_days",
        "paper",
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        wanted = obj.suppression_threshold
        if change:
            # The row is written with what it was; the change has its own verb and record.
            obj.suppression_threshold = form.initial["suppression_threshold"]
        super().save_model(request, obj, form, change)
        if change:
            change_threshold(obj, to=wanted, by=reader(request))
            for name in AUDITED:
                if name in form.changed_data:
                    record(
                        Verb(f"{name}.changed"), actor=reader(request), institution=obj, subject=obj
                    )
