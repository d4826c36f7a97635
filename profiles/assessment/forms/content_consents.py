"""Which parts a person opens to a system of their institution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.assessment.domain.content_consents import Asked
from profiles.assessment.domain.parts import PARTS


def part_choices() -> list[tuple[int, str]]:
    """Return the eight parts with their numbers and titles, in the reader's language."""
    return [(part.number, f"{part.number}. {part.title}") for part in PARTS]


class ContentConsentForm(forms.Form):
    """The eight parts to tick; none is an answer, too."""

    parts = forms.TypedMultipleChoiceField(
        label=_("What it can read"),
        choices=part_choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Check only the parts that you want to open. Uncheck a part to close it again."
        ),
    )

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        initial = {"parts": [part.number for part in asked.parts]}
        super().__init__(*args, **{**kwargs, "initial": initial})
