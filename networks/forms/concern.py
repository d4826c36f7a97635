from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import Concern
from profiles.forms.assessment import TextArea

LONGEST = 20_000


class ConcernForm(forms.Form):
    """What happened, to whom it may be told, and under which name."""

    kind = forms.ChoiceField(
        label=_("What it is about"), choices=Concern.Kind, widget=forms.RadioSelect
    )
    about = forms.CharField(
        label=_("The person, if it is about one"),
        max_length=200,
        required=False,
        help_text=_(
            "Their name as it stands in the directory; nobody of their line gets to read this."
        ),
    )
    text = TextArea(label=_("What happened"), max_length=LONGEST, rows=8)
    anonymous = forms.BooleanField(
        label=_("Without my name: I get a code to read the answers with"), required=False
    )


class ReplyForm(forms.Form):
    text = TextArea(label=_("Your message"), max_length=LONGEST, rows=5)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
