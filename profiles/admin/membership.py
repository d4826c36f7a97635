"""People as the roster knows them, to look up; their offices, to give and take."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from profiles.admin.site import TenantAdmin, is_operator, reader, site
from profiles.domain.office import appoint, check_appointment, check_dismissal, dismiss
from profiles.errors import DomainError
from profiles.models import Membership
from profiles.vocabulary import Office

FROM_THE_ROSTER = (
    "institution",
    "external_id",
    "given_name",
    "family_name",
    "email",
    "rank",
    "track",
    "unit",
    "supervisor",
    "start_date",
    "end_date",
    "specialty",
)


class OfficesForm(forms.ModelForm):
    """A member's offices, but for those `withheld` from the reader."""

    withheld: tuple[str, ...] = ()
    offices = forms.MultipleChoiceField(
        label=_("Offices"),
        choices=Office,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Membership
        fields = ("offices",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "offices" in self.fields:
            menu = cast(forms.MultipleChoiceField, self.fields["offices"])
            menu.choices = [one for one in Office.choices if one[0] not in self.withheld]

    def clean_offices(self) -> list[str]:
        """Keep the offices that this reader may not give or take; refuse what the verbs refuse."""
        wanted: list[str] = self.cleaned_data["offices"]
        menu = cast(forms.MultipleChoiceField, self.fields["offices"])
        offered = {value for value, _label in cast(list[tuple[str, str]], menu.choices)}
        had = Membership.objects.select_related("institution").get(pk=self.instance.pk)
        try:
            if set(wanted) - set(had.offices):
                check_appointment(had)
            for office in (set(had.offices) - set(wanted)) & offered:
                check_dismissal(had, office=office)
        except DomainError as error:
            raise forms.ValidationError(str(error.message)) from error
        return sorted({*wanted, *(one for one in had.offices if one not in offered)})


class HereFilter(admin.SimpleListFilter):
    """Current members first: those are meant, unless somebody asks for the others."""

    title = _("who is here")
    parameter_name = "here"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Here")), ("no", _("Left"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(end_date__isnull=self.value() == "yes")


@admin.register(Membership, site=site)
class MembershipAdmin(TenantAdmin):
    form = OfficesForm
    list_display = ("name", "external_id", "rank", "unit", "offices_in_words", "end_date")
    list_select_related = ("unit",)
    list_filter = (HereFilter, "rank")
    search_fields = ("given_name", "family_name", "external_id", "user__email")
    fields = (*FROM_THE_ROSTER, "offices")
    readonly_fields = FROM_THE_ROSTER

    @admin.display(description=_("Sign-in e-mail"))
    def email(self, member: Membership) -> str:
        return member.user.email

    @admin.display(description=_("Offices"))
    def offices_in_words(self, member: Membership) -> str:
        return ", ".join(str(Office(one).label) for one in member.offices)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people come with the roster

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        # Directors are appointed by operators: nobody raises themselves or a friend.
        withheld = () if is_operator(request) else (Office.DIRECTOR,)
        return type(form.__name__, (form,), {"withheld": withheld})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only offices change here, each by its verb."""
        wanted = set(form.cleaned_data["offices"])
        had = set(Membership.objects.get(pk=obj.pk).offices)
        for office in sorted(wanted - had):
            appoint(obj, office=office, by=reader(request))
        for office in sorted(had - wanted):
            dismiss(obj, office=office, by=reader(request))
