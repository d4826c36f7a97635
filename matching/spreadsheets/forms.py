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
        help_text=_(
            "Only if mentors are in a separate file, or on another sheet: then choose the same workbook here again."
        ),
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
    """How the people of a sheet are matched, and what is asked of the pairs."""

    method = forms.ChoiceField(label=_("Method"), choices=Program.Method, widget=forms.RadioSelect)
    each_mentor = forms.BooleanField(
        label=_("At least one mentee for each mentor, where possible"), required=False
    )
    even = forms.BooleanField(
        label=_("Mentees spread as evenly as possible among mentors"), required=False
    )
    same_if_needed = forms.ChoiceField(
        label=_("Same adviser, lab, unit, or chief"),
        required=False,
        choices=[("", _("Never match")), ("1", _("Match only if needed"))],
        widget=forms.RadioSelect,
        help_text=_("Counts where a column means “Not with the same”."),
    )

    def __init__(self, *args: Any, has_same: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_same:
            del self.fields["same_if_needed"]
