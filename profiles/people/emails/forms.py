from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

from profiles.models import Institution

is_domain = DomainNameValidator(message=_("Enter the part after the @ sign."))


class DomainChangeForm(forms.Form):
    """From which mail domain to which an institution moves."""

    institution = forms.ModelChoiceField(
        label=_("Institution"),
        queryset=Institution.objects.real().order_by("name"),
        to_field_name="slug",
    )
    old = forms.CharField(label=_("Old domain"), max_length=253, validators=[is_domain])
    new = forms.CharField(label=_("New domain"), max_length=253, validators=[is_domain])

    def clean_old(self) -> str:
        return str(self.cleaned_data["old"]).lower()

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"]).lower()
        if new.endswith(".invalid"):
            raise ValidationError(_("No one gets email at this domain. Enter the institution’s."))
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("old") and cleaned.get("old") == cleaned.get("new"):
            raise ValidationError({"new": _("Enter a domain other than the old one.")})
        return cleaned


class WithdrawForm(forms.Form):
    """Which of the requests that wait is taken back."""

    def __init__(self, *args: Any, queryset: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["withdraw"] = forms.ModelChoiceField(queryset=queryset)
