from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.relationships.forms.tie import FunctionForm
from networks.relationships.models import Tie


class PeerFunctionForm(FunctionForm):
    """What a peer fills, as far as one wants to say."""

    closeness = forms.TypedChoiceField(
        label=_("How close you are"), choices=Tie.Closeness, coerce=int
    )
