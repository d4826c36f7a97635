from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from mentornet.audit_verbs import Verb
from mentornet.pages.editing import EditForm
from profiles.admin.site import TenantAdmin, is_operator, reader, site, tenant_of
from profiles.institution.domain.audit import record
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution, Unit

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
    """What holds for a whole institution. Its address in commands is the operators' affair."""

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

    def own(self, rows: QuerySet[Any], institution: Any) -> QuerySet[Any]:
        return rows.filter(pk=institution)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only an operator can do without a second factor for roles that look into confidences."""
        if db_field.name == "second_factor" and not is_operator(request):
            no_one = Institution.SecondFactor.NO_ONE
            kwargs["choices"] = [one for one in db_field.choices if one[0] != no_one]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_operator(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if is_operator(request) else ("name", "slug")

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


class UnitForm(EditForm, forms.ModelForm):
    """A unit; with a `tenant`, a new one belongs to it."""

    tenant: Institution | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.tenant is not None:
            self.instance.institution = self.tenant


@admin.register(Unit, site=site)
class UnitAdmin(TenantAdmin):
    """The tree of schools, departments and divisions; imports of the roster add to it."""

    form = UnitForm
    list_display = ("name", "parent", "at")
    list_select_related = ("parent", "institution")
    search_fields = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        tenant = ("at",) if is_operator(request) else ()
        return (*tenant, "parent", "name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        # An operator belongs nowhere; imports of the roster make the units that it names.
        return not is_operator(request) and super().has_add_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("at",) if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None and not is_operator(request):
            # A new unit of a director's belongs to their institution before it is validated.
            return type(form.__name__, (form,), {"tenant": tenant_of(request)})
        return form

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = self.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
