"""Form fields whose choices are an institution's own words: the one place where forms get them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from mentornet.pages.fields import LongSelect
from profiles.vocabulary import choices_now, standards_now

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class _OwnWords(forms.ChoiceField):
    """Choices in the institution's order, under its names, without what is retired.

    What a form begins with stays a choice, so that saving an older row takes nothing away. *empty* is what the
    choice of none is called.
    """

    def __init__(self, *, kind: str, empty: StrOrPromise | None = None, **kwargs: Any) -> None:
        self.kind, self.empty = kind, empty
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        none = [] if self.empty is None else [("", self.empty)]
        self.choices = [*none, *self.offered(self.kept(form, field_name))]
        return super().get_bound_field(form, field_name)

    def kept(self, form: forms.BaseForm, name: str) -> list[str]:
        """Return what stays a choice though it is retired: what *form* begins with."""
        given = form.get_initial_for_field(self, name) or ()
        return [given] if isinstance(given, str) else [str(one) for one in given]

    def offered(self, keep: list[str]) -> list[Any]:
        """Return the choices: those in use, and those of *keep*."""
        return choices_now(self.kind, keep=keep)


class OwnWordField(_OwnWords):
    """One of the institution's words."""


class OwnWordsField(_OwnWords, forms.MultipleChoiceField):
    """Some of the institution's words."""

    widget = forms.CheckboxSelectMultiple


class _Standards(_OwnWords):
    """Our values, for rules that count by them, each named by the institution's words that mean it."""

    def offered(self, keep: list[str]) -> list[Any]:
        return standards_now(self.kind, keep=keep)


class StandardField(_Standards):
    """One of our values."""


class StandardsField(_Standards, OwnWordsField):
    """Some of our values."""


class SoughtWordField(OwnWordField):
    """A word that rows are filtered by: a retired one is found where an address or a saved view has it."""

    widget = LongSelect

    def kept(self, form: forms.BaseForm, name: str) -> list[str]:
        return [str(form.data.get(form.add_prefix(name), ""))]
