from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.models import ProvisioningToken


class TokenForm(forms.ModelForm):
    """A token for the institution's directory, and the rank of people about whom it says none."""

    class Meta:
        model = ProvisioningToken
        fields = ("label", "default_rank")
        help_texts = {"label": _("Such as “Entra ID” or “Okta, test”.")}
