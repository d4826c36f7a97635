"""Languages: which there are, and the language in which one person reads.

A reader's language is a code such as "es". An institution may have its own word for a mentee; then it is a
code with that word behind an "x", such as "en-x-protege": a private use of BCP 47 that has a catalog of
its own, which `mentornet/dev/catalogs.py` derives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from functools import wraps
from inspect import signature
from operator import attrgetter
from typing import ParamSpec, Protocol, TypeVar

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")
T = TypeVar("T")


class Reader(Protocol):
    """Whoever reads a page, a file or a message: a member, a guest."""

    @property
    def language(self) -> str: ...

    @property
    def zone(self) -> tzinfo: ...


def language_choices() -> list[tuple[str, str]]:
    """Return each language with its own name for itself, for a menu."""
    return list(settings.LANGUAGES)


def own_language_choices() -> list[tuple[str, object]]:
    """Return the choices of a person: their institution's language, or one of ours."""
    return [("", _("The institution’s")), *language_choices()]


def is_language(code: str) -> bool:
    """Return whether pages can be read in the language of this code."""
    return code in dict(settings.LANGUAGES)


def plain(code: str | None) -> str:
    """Return the language without an institution's own word: "en" for "en-x-protege"."""
    return (code or settings.LANGUAGE_CODE).partition("-x-")[0]


def with_term(code: str, term: str) -> str:
    """Return the code under which *term* replaces the usual word; "" for the usual word."""
    return f"{code}-x-{term}" if term else code


@contextmanager
def reading(reader: Reader) -> Iterator[None]:
    """Make texts, days and times those of *reader*: in their language, in their time zone."""
    with translation.override(reader.language), timezone.override(reader.zone):
        yield


def read_by(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function write for the reader that its argument *name* holds: "to", or "row.member".

    For functions that write one message: whatever is translated or dated in them is the reader's.
    """
    argument, _dot, rest = name.partition(".")

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        parameters = signature(function)
        if argument not in parameters.parameters:
            raise TypeError(f"{function.__qualname__} has no argument {argument}.")

        @wraps(function)
        def written(*args: P.args, **kwargs: P.kwargs) -> T:
            given = parameters.bind(*args, **kwargs).arguments[argument]
            with reading(attrgetter(rest)(given) if rest else given):
                return function(*args, **kwargs)

        return written

    return decorate
