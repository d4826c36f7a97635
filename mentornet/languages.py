"""Languages: which there are, and the language in which one person reads.

A reader's language is a code such as "es". An institution may have its own word for a mentee; then it is a
code with that word behind an "x", such as "en-x-protege": a private use of BCP 47 that has a catalog of
its own, which `mentornet/dev/catalogs.py` derives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeAlias, TypeVar

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
"""A text, or one that is put into the reader's language where it is read."""
P = ParamSpec("P")
T = TypeVar("T")


class Reader(Protocol):
    """Whoever reads a page, a file or a message: a member, a guest."""

    @property
    def language(self) -> str: ...

    @property
    def zone(self) -> tzinfo: ...


@dataclass(frozen=True)
class Reading:
    """In which language and in which time zone someone reads who is no member here."""

    language: str
    zone: tzinfo


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
    language = reader.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(reader.zone):
        yield


def reading_now() -> Reading:
    """Return the language and the time zone that are in force."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return Reading(language, timezone.get_current_timezone())


def read_by(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function write for the reader that an argument holds: "to", "row.member" or "rows.0.member".

    For functions that write one message: whatever is translated or dated in them is the reader's.
    """
    argument, *rest = name.split(".")

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        parameters = signature(function)
        if argument not in parameters.parameters:
            raise TypeError(f"{function.__qualname__} has no argument {argument}.")

        @wraps(function)
        def written(*args: P.args, **kwargs: P.kwargs) -> T:
            found: Any = parameters.bind(*args, **kwargs).arguments[argument]
            for part in rest:
                found = found[int(part)] if part.isdigit() else getattr(found, part)
            with reading(found):
                return function(*args, **kwargs)

        return written

    return decorate


def later(text: Text, values: Mapping[str, Any]) -> Text:
    """Return a text that is put together with its values in the language of whoever reads it.

    *text* is lazy: `later(gettext_lazy("%(name)s agrees"), {"name": name})`.
    """
    return _later(text, values)


def _filled(text: Text, values: Mapping[str, Any]) -> str:
    return str(text) % values


_later = lazy(_filled, str)
