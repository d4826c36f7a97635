"""Choices that say what they mean: each option's name with one line beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class _WithMeaning(forms.widgets.ChoiceWidget):
    """*meanings* by value; a group of choices folds away, open where one of it is chosen."""

    template_name = "components/choices_with_meaning.html"
    option_template_name = "components/choice_with_meaning.html"

    def __init__(
        self, meanings: Mapping[str, StrOrPromise], attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.meanings = meanings

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "meaning": self.meanings.get(str(value), "")}


class CheckboxesWithMeaning(_WithMeaning, forms.CheckboxSelectMultiple):
    """Boxes to tick: `widget=CheckboxesWithMeaning(ROLE_MEANING)`."""


class RadiosWithMeaning(_WithMeaning, forms.RadioSelect):
    """One of several, all in view: `widget=RadiosWithMeaning(STAGE_MEANING)`."""
