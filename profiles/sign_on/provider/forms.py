"""What directors write down about their institution's sign-on, and what people type to find it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.editing import EditForm
from profiles.models import Membership
from profiles.sign_on.provider.models import DOMAIN
from profiles.vocabulary import StaffRoleKind


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your work email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class DomainsField(forms.CharField):
    """E-mail domains with commas, blanks or line breaks between them; a list of distinct ones."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = (super().clean(value) or "").lower()
        names = [one.removeprefix("@") for one in re.split(r"[,;\s]+", text) if one]
        if wrong := next((one for one in names if not re.fullmatch(DOMAIN, one)), None):
            raise forms.ValidationError(
                _(
                    "“%(name)s” is not a domain. Enter the part after the @ sign, such as "
                    "school.edu."
                ),
                params={"name": wrong[:80]},
            )
        if len(names) > 50:
            raise forms.ValidationError(_("Enter at most 50 domains."))
        return list(dict.fromkeys(names))


class ConnectionForm(EditForm, forms.Form):
    """What both protocols have in common; the fields of one stand between."""

    name = forms.CharField(
        label=_("Name that people know it by"),
        help_text=_("Shown on the sign-in button, such as “Northfield login”."),
        max_length=40,
    )
    domains = DomainsField(
        label=_("Email domains"),
        help_text=_(
            "People with an email at these domains sign in there. Separate domains with commas."
        ),
        max_length=5_000,
    )
    external_id_claim = forms.CharField(
        label=_("Claim or attribute with the roster ID"),
        help_text=_(
            "If the provider sends the external_id of your roster, no one can link another "
            "person’s account by mistake. It does not sign anyone in."
        ),
        max_length=200,
        required=False,
    )
    at_first: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, is_saved: bool = True, **kwargs: Any) -> None:
        """Without *is_saved* there is nothing to keep: `at_first` says so instead."""
        super().__init__(*args, **kwargs)
        for name, words in () if is_saved else self.at_first.items():
            self.fields[name].help_text = words


class OIDCForm(ConnectionForm):
    field_order = ("name", "issuer", "client_id", "secret", "domains")
    at_first = {"secret": _("Never shown again.")}
    issuer = forms.URLField(
        label=_("Issuer"),
        help_text=_("Such as https://login.school.example/realms/staff."),
        max_length=400,
        assume_scheme="https",
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        help_text=_("Never shown again. Leave empty to keep the saved one."),
        max_length=191,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    knows_page = forms.BooleanField(
        label=_("The provider has the new address after sign-out"),
        help_text=_(
            "Enter the new address there first, beside the old one. Otherwise people see an error "
            "of the provider when they sign out."
        ),
        required=False,
    )

    def __init__(self, *args: Any, asks_about_page: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_about_page:
            del self.fields["knows_page"]


class SAMLForm(ConnectionForm):
    field_order = ("name", "metadata", "domains")
    at_first = {"metadata": _("Its address, or the XML itself.")}
    metadata = forms.CharField(
        label=_("The provider’s metadata"),
        help_text=_(
            "Its address, or the XML itself. Leave empty to keep what we read last. Enter it "
            "again when the provider publishes a new certificate."
        ),
        max_length=500_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, is_saved: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, is_saved=is_saved, **kwargs)
        self.fields["metadata"].required = not is_saved


class DirectorChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member: Membership) -> str:
        return f"{member.name} ({member.user.email})"


class BreakGlassForm(EditForm, forms.Form):
    members = DirectorChoice(
        label=_("Directors who can still sign in with a password and two-factor authentication"),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, institution: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        menu = self.fields["members"]
        assert isinstance(menu, forms.ModelMultipleChoiceField)  # noqa: S101
        menu.queryset = (
            Membership.objects.current()
            .of(institution)
            .filter(offices__contains=[StaffRoleKind.DIRECTOR])
            .select_related("user")
        )


class ForgetForm(forms.Form):
    email = forms.EmailField(label=_("The person’s email in the roster"), max_length=254)
