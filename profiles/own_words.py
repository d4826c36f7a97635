"""What an institution calls ranks, tracks, areas and kinds of relationship, in force like a language.

A standard value (`profiles/vocabulary.py`) is what figures and matching use. An institution may call it
something else, retire it from forms, and have words of its own that mean one of ours. They are rows
(`profiles/words/`), and the institution carries a copy, from which pages read without asking the database again.
Whose words are in force is said by the scope (`mentornet/tenancy/scope.py`); outside of all they are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import lazy

from mentornet.tenancy.scope import current

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

RANK, TRACK, AREA, TIE_KIND = "rank", "track", "area", "tie_kind"
Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word as the institution has it.

    `label` is empty for one of ours under our name. `standard` is the value of ours that it means; the key is
    the same where it is one of ours. `place` is its order in menus.
    """

    key: str
    label: str
    standard: str
    place: int
    is_active: bool = True

    @property
    def is_ours(self) -> bool:
        return self.key == self.standard

    @property
    def stored(self) -> list[Any]:
        return [self.key, self.label, self.standard, self.place, self.is_active]


Words = Mapping[str, Mapping[str, OwnWord]]
"""By kind and key: what an institution changed or added. What is in none is as we have it."""
OURS: Words = {}
_known: dict[UUID, Words] = {}
_ours: dict[tuple[str, str], StrPromise] = {}
_loaders: list[Callable[[UUID], Stored]] = []


def load_with(loader: Callable[[UUID], Stored]) -> None:
    """Let *loader* read what an institution stored, where no row of it was read before. The last one counts."""
    _loaders[:] = [loader]


def remember(institution: UUID, stored: Stored) -> None:
    """Note what *institution* stored, each time that its row is read or written."""
    _known[institution] = {
        kind: {one[0]: OwnWord(*one) for one in rows} for kind, rows in stored.items()
    }


def words_now() -> Words:
    """Return the words of the institution for which rows are read now; ours outside of all."""
    scope = current()
    if scope is None or scope.institution is None:
        return OURS
    if scope.institution not in _known and _loaders:
        remember(scope.institution, _loaders[0](scope.institution))
    return _known.get(scope.institution, OURS)


def own_word(kind: str, key: str) -> OwnWord | None:
    """Return what the institution changed or added under *key*; None for one that is as we have it."""
    return words_now().get(kind, {}).get(key)


def standard_of(kind: str, key: str) -> str:
    """Return the standard value that *key* means: itself, unless it is a word of the institution's own."""
    word = own_word(kind, key)
    return word.standard if word else key


def own_part(kind: str, key: str) -> str:
    """Return *key* if it is a word of the institution's own; "" for one of ours."""
    word = own_word(kind, key)
    return key if word and not word.is_ours else ""


def key_of(kind: str, own: str, standard: str) -> str:
    """Return the key under which a row that keeps both is known: its own word, as long as that means *standard*.

    >>> key_of("rank", "", "full")
    'full'
    """
    word = own_word(kind, own) if own else None
    return own if word and word.standard == standard else standard


def key_said(kind: str, text: str) -> str:
    """Return the key that *text* is, or the label of which it is, among what the institution changed or added."""
    said = text.casefold()
    words = words_now().get(kind, {}).values()
    found = (one.key for one in words if said in (one.label.casefold(), one.key) and said)
    return next(found, "")


def said_here(kind: str, value: str, ours: StrPromise) -> StrPromise:
    """Return the name of one of our values as the institution in force says it, else *ours*."""
    _ours[kind, value] = ours
    return _lazily(kind, value, ours)


def our_name(kind: str, value: str) -> str:
    """Return our own name for one of our values, in the language in force."""
    return str(_ours[kind, value])


def _said(kind: str, value: str, ours: StrPromise) -> str:
    word = own_word(kind, value)
    return word.label if word and word.label else str(ours)


_lazily: Callable[[str, str, StrPromise], StrPromise] = lazy(_said, str)  # type: ignore[assignment]
