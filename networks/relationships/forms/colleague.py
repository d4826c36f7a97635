from django import forms
from django.utils.translation import gettext_lazy as _


class ColleagueSearchForm(forms.Form):
    """Search for a colleague by name."""

    q = forms.CharField(
        label=_("Colleague’s name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
