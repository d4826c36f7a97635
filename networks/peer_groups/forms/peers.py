from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.relationships.models import Tie
from profiles.vocabulary import Area, MentorRole


class PeerFunctionForm(forms.Form):
    """What a peer fills, as far as one wants to say."""

    roles = forms.MultipleChoiceField(
        label=_("What this person is for you"),
        choices=MentorRole,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    areas = forms.MultipleChoiceField(
        label=_("In which areas"),
        choices=Area,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    closeness = forms.TypedChoiceField(
        label=_("How close you are"), choices=Tie.Closeness, coerce=int
    )
