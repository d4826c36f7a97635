"""The kind of relationship: four plain choices, and the finer kinds behind "More"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import RadiosWithMeaning
from profiles.vocabulary import KIND_MEANING, TieKind

PLAIN_KINDS = {
    TieKind.DYAD.value: _("A senior mentor"),
    TieKind.COLLEGIAL_PEER.value: _("A peer"),
    TieKind.COLLABORATIVE_GROUP.value: _("A group"),
    TieKind.MOSAIC.value: _("A mentor for one thing"),
}
FINE_KINDS = [(kind.value, kind.label) for kind in TieKind if kind.value not in PLAIN_KINDS]


class KindField(forms.ChoiceField):
    """One of `TieKind`; the finer kinds fold away unless one of them is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Kind of relationship"))
        kwargs.setdefault("initial", TieKind.DYAD)
        choices = [*PLAIN_KINDS.items(), (_("More kinds"), FINE_KINDS)]
        super().__init__(choices=choices, widget=RadiosWithMeaning(KIND_MEANING), **kwargs)
