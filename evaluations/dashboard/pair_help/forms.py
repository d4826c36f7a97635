from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea


class PairMessageForm(forms.Form):
    """What both people of a pair get by email."""

    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = TextArea(
        label=_("Message"),
        help_text=_("Both get the same email. Their answers go to you."),
        max_length=4_000,
        rows=8,
    )

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())
