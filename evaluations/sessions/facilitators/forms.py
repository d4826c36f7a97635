from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea


class FacilitatorMessageForm(forms.Form):
    """What those who facilitate groups get by email."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = TextArea(
        label=_("Message"),
        help_text=_("Each facilitator gets one email. Their answers go to you."),
        max_length=4_000,
        rows=8,
    )

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())


class AttendanceMessageForm(FacilitatorMessageForm):
    """The same, with a text to begin from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {
            "subject": _("Please take attendance"),
            "text": _(
                "Attendance for a recent session of your group is missing. Could you add who came?"
            ),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
