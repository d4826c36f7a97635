from django import forms
from django.utils.translation import gettext_lazy as _


class ColleagueSearchForm(forms.Form):
    """Look a colleague up by name."""

    q = forms.CharField(
        label=_("Name of a colleague"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
