from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import SubjectField, TextArea


class FacilitatorMessageForm(forms.Form):
    """What those who facilitate groups get by email."""

    subject = SubjectField()
    text = TextArea(
        label=_("Message"),
        help_text=_("Each facilitator gets one email. Their answers go to you."),
        max_length=4_000,
        rows=8,
    )


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
