"""What is put aside during a live session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ParkForm(forms.Form):
    text = forms.CharField(label=_("Topic for the parking lot"), max_length=300)
