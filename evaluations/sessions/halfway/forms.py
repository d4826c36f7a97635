from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.fields import TextArea

LONGEST = 4_000


class HalfwayForm(forms.Form):
    """The three questions that a group answers together."""

    works = TextArea(label=_("What works?"), max_length=LONGEST, required=False, rows=4)
    change = TextArea(
        label=_("What do we want to change?"), max_length=LONGEST, required=False, rows=4
    )
    agreed = TextArea(
        label=_("What do we agree on from now on?"),
        help_text=_(
            "We keep this with your group agreement. People who join later can read this part."
        ),
        max_length=LONGEST,
        required=False,
        rows=4,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
