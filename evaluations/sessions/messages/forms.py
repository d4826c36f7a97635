from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import SubjectField, TextArea


class MessageForm(forms.Form):
    """What everyone in the group gets by email."""

    subject = SubjectField()
    text = TextArea(label=_("Message"), max_length=5_000, rows=8)
