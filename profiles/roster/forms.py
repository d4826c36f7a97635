from django import forms
from django.utils.translation import gettext_lazy as _


class RosterUploadForm(forms.Form):
    """A roster file, and whether it lists everyone."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_(
            "CSV or XLSX, at most 50 MB. Nothing is written before you have seen what it would do."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv"}),
        allow_empty_file=True,
    )
    end_missing = forms.BooleanField(
        label=_("The file lists everybody: whoever is not in it has left"),
        required=False,
    )
