from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import RadiosWithMeaning
from networks.phrases import CLOSENESS_MEANING
from networks.relationships.forms.tie import FunctionForm
from networks.relationships.models import Tie


class PeerFunctionForm(FunctionForm):
    """What a peer does for the reader, as far as they want to say."""

    closeness = forms.TypedChoiceField(
        label=_("How close you are"),
        choices=Tie.Closeness,
        coerce=int,
        widget=RadiosWithMeaning({str(key): text for key, text in CLOSENESS_MEANING.items()}),
    )
