from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.programs.models import Program
from matching.spreadsheets.domain.uploads import MAX_BYTES

ACCEPT = ".csv,.xlsx,.tsv,.txt,text/csv"


class SheetUploadForm(forms.Form):
    """One sheet with both sides, or one of protégés and one of mentors."""

    people = forms.FileField(
        label=_("File with mentees, or with everyone"),
        help_text=_(
            "CSV or XLSX, as exported from your form. If mentors are in the same sheet, "
            "this one file is enough."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
    )
    mentors = forms.FileField(
        label=_("File with mentors"),
        required=False,
        help_text=_("Only if mentors are in a separate file."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("people", "mentors"):
            upload = cleaned.get(name)
            if upload and upload.size > MAX_BYTES:
                self.add_error(name, _("The file is too large. Upload a file of up to 10 MB."))
        return cleaned


class SheetMethodForm(forms.Form):
    method = forms.ChoiceField(label=_("Method"), choices=Program.Method, widget=forms.RadioSelect)
