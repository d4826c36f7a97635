from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from matching.programs.attendance.models import AttendanceRules
from mentornet.pages.editing import EditForm


class AttendanceRulesForm(EditForm, forms.ModelForm):
    """The minimum and what happens below it; saved by the domain, not by the form."""

    is_edit = True  # the first who writes them changes the usual ones

    class Meta:
        model = AttendanceRules
        fields = (
            "needed",
            "planned",
            "tell_member",
            "tell_facilitator",
            "no_certificate",
            "second_absence",
        )
        widgets = {"second_absence": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        needed, planned = cleaned.get("needed"), cleaned.get("planned")
        if needed is None:
            cleaned["planned"] = None
        elif planned is None:
            self.add_error("planned", _("Enter the total number of sessions."))
        elif planned < needed:
            self.add_error("planned", _("Enter a total that is at least the number to attend."))
        return cleaned
