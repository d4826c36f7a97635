"""The field in which a unit is chosen by typing: with suggestions where scripts run, and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.institution.domain.unit_paths import unit_paths
from profiles.institution.domain.unit_search import Paths, in_words, meant
from profiles.models import Institution

NAMED = 5


class UnitInput(forms.TextInput):
    """A line of text whose suggestions come from the search of units as one types."""

    template_name = "components/unit_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        find = {
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": reverse_lazy("profiles:units_find"),
        }
        super().__init__({**find, **(attrs or {})})


class UnitField(forms.CharField):
    """The key of a unit of `paths`, from its path, its name, or words that it alone has.

    A form gives it the units: `form.fields["unit"].of(institution)`, or `paths_from` what it has read.
    The key itself is read as well, so that addresses with a key in them go on working.
    """

    widget = UnitInput
    paths: Paths

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Unit"))
        kwargs.setdefault("max_length", 1500)
        super().__init__(**kwargs)
        self.paths = {}

    def of(self, institution: Institution) -> UnitField:
        """Choose among the units of *institution*, which are read when they are needed first."""
        return self.paths_from(lambda: unit_paths(institution))

    def paths_from(self, read: Callable[[], Paths]) -> UnitField:
        """Choose among what *read* returns; it is called when a unit is looked for first."""
        self.paths = SimpleLazyObject(read)  # type: ignore[assignment]
        return self

    def prepare_value(self, value: Any) -> Any:
        """Show the path of a unit for its key."""
        key = _key(value)
        if key is None:
            return value
        return in_words(self.paths[key]) if key in self.paths else value

    def clean(self, value: Any) -> UUID | None:
        """Return the key of the unit that was typed; None for an empty field.

        Raises ValidationError where no unit has these words, or several have them.
        """
        text = super().clean(value)
        if not text:
            return None
        key = _key(text)
        if key is not None and key in self.paths:
            return key
        found = meant(self.paths, text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("No unit is called “%(text)s”. Type a part of its name, and choose one."),
                code="unknown_unit",
                params={"text": text[:100]},
            )
        raise forms.ValidationError(self._several(found), code="several_units")

    def _several(self, found: list[UUID]) -> str:
        names = [f"“{in_words(self.paths[pk])}”" for pk in found[:NAMED]]
        more = len(found) - len(names)
        if not more:
            return _("Several units match: %(names)s. Enter the whole name of one.") % {
                "names": ", ".join(names)
            }
        return ngettext(
            "Several units match: %(names)s, and %(count)d more. Enter the whole name of one.",
            "Several units match: %(names)s, and %(count)d more. Enter the whole name of one.",
            more,
        ) % {"names": ", ".join(names), "count": more}


def _key(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None
