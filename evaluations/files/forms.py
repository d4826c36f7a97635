from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evaluations.files.domain.attachments import check_file
from evaluations.files.domain.file_type import ACCEPT
from evaluations.files.errors import FileRefused

TAKEN = _("PDF, Word, PowerPoint, Excel, OpenDocument text, plain text, PNG or JPEG.")


class SafeFileField(forms.FileField):
    """A file whose content is one of the few kinds that are taken in; errors stand at the field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("help_text", TAKEN)
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ACCEPT}))
        # What is too large is checked first, and says more than that it is empty.
        super().__init__(allow_empty_file=True, max_length=1_000, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "data-largest": settings.LARGEST_UPLOAD,
            "data-too-large": _("This file is too large. Choose a file of up to %(most)d MB.")
            % {"most": settings.LARGEST_UPLOAD // 1024**2},
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload is not initial:
            try:
                check_file(upload)
            except FileRefused as error:
                raise forms.ValidationError(str(error.message), code=error.code) from None
        return upload
