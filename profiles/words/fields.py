"""Form fields whose choices are an institution's own words."""

from __future__ import annotations

from typing import Any

from django import forms

from profiles.vocabulary import choices_now, entries_now


class _OwnWords(forms.ChoiceField):
    """Choices in the institution's order, under its names, without what is retired.

    What a form begins with stays a choice, so that saving an older page or row takes nothing away.
    """

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        given = form.get_initial_for_field(self, field_name) or ()
        keep = [given] if isinstance(given, str) else [str(one) for one in given]
        self.choices = self.offered(keep)
        return super().get_bound_field(form, field_name)

    def offered(self, keep: list[str]) -> list[Any]:
        """Return the choices: those in use, and those of *keep*."""
        return choices_now(self.kind, keep=keep)

    def valid_value(self, value: Any) -> bool:
        return any(one.key == str(value) for one in entries_now(self.kind))


class OwnWordField(_OwnWords):
    """One of the institution's words."""


class OwnWordsField(_OwnWords, forms.MultipleChoiceField):
    """Some of the institution's words."""

    widget = forms.CheckboxSelectMultiple
