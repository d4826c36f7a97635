from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LogoForm(forms.Form):
    """A file with the logo."""

    file = forms.FileField(
        label=_("Logo"),
        help_text=_("A PNG, JPEG, or WebP file of up to 5 MB. A PNG without background fits best."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        allow_empty_file=True,
    )
