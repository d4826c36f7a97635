from django import forms
from django.utils.translation import gettext_lazy as _


class RosterUploadForm(forms.Form):
    """A roster file, and whether it lists everyone."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_(
            "CSV or XLSX, at most 50 MB. You see what it would change before we import anything."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv"}),
        allow_empty_file=True,
    )
    end_missing = forms.BooleanField(
        label=_("The file lists everyone. People who are not in it have left"),
        required=False,
    )
