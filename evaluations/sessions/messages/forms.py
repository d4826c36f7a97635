from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea


class MessageForm(forms.Form):
    """What everyone in the group gets by email."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = TextArea(label=_("Message"), max_length=5_000, rows=8)

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())
