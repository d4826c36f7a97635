"""Acts on many rows of a list: what they will do is said first, then done, then undone or logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django_stubs_ext import StrOrPromise

Undo = dict[str, Any]
"""What an act needs to be undone: plain data, kept with the reader's session for some minutes."""


@dataclass(frozen=True)
class Preview:
    """What an act would do, in sentences. Without a *button* it can do nothing, and they say why."""

    title: StrOrPromise
    sentences: list[str]
    button: StrOrPromise = ""


@dataclass(frozen=True)
class Done:
    """What an act did, in one sentence; *undo* where it can be undone."""

    said: str
    undo: Undo | None = field(default=None)


class Act:
    """One act on chosen rows.

    `do` runs inside one transaction, records what it did in the audit log, and does nothing the second
    time. It decides again for each row: rows may have changed since the preview.
    """

    key: str
    label: StrOrPromise
    permission: str = ""
    form_class: type[forms.Form] | None = None
    """What else must be said, asked on the page that asks first."""

    def preview(self, rows: QuerySet[Any], *, by: Any) -> Preview:
        """Return what doing it to *rows* would mean. *by* is the reader's membership."""
        raise NotImplementedError

    def form(self, data: Any, *, by: Any) -> forms.Form | None:
        """Return the act's form, with *data* where it was sent; None where nothing else is asked."""
        return self.form_class(data) if self.form_class else None

    def preview_of(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Preview | None:
        """Return what doing it as *given* would mean, asked once more; None where `preview` said it all."""
        return None

    def do(self, rows: QuerySet[Any], *, by: Any, given: dict[str, Any]) -> Done:
        """Do it. *given* is what the act's form was told."""
        raise NotImplementedError

    def undo(self, undo: Undo, *, by: Any) -> str:
        """Undo it, and return what was undone in one sentence."""
        raise NotImplementedError
