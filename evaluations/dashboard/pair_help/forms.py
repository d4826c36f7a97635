from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.dashboard.pair_help.models import LONGEST_NOTE
from mentornet.pages.fields import SubjectField, TextArea


class PairMessageForm(forms.Form):
    """What both people of a pair get by email."""

    subject = SubjectField()
    text = TextArea(
        label=_("Message"),
        help_text=_("Both get the same email. Their answers go to you."),
        max_length=4_000,
        rows=8,
    )


class PairNoteForm(forms.Form):
    """What was done for a pair."""

    text = TextArea(
        label=_("What you did"),
        help_text=_("Everyone who runs this program can read it. Leave out anything confidential."),
        max_length=LONGEST_NOTE,
        rows=3,
    )


class PairEndForm(forms.Form):
    """Words for both people of a pair that ends."""

    words = TextArea(
        label=_("Your message"),
        help_text=_("We add it to the email."),
        max_length=1_000,
        required=False,
        rows=4,
    )
