"""The base of every refusal that is meant for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """An action that the rules refuse: `message` is for the person, `code` for programs."""

    code = "refused"
    message: StrOrPromise = gettext_lazy("This is not possible.")

    def __init__(self, message: StrOrPromise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)
