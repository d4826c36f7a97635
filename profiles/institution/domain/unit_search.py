"""Units by what people type: a name, the beginning of its words, or the whole path."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mentornet.folding import fold, has_words, tokens
from profiles.institution.domain.unit_paths import Path

SEPARATOR = " / "
Paths = Mapping[UUID, Path]


def in_words(path: Path) -> str:
    """Return a path as it is shown and typed.

    >>> in_words(("School of Medicine", "Cardiology"))
    'School of Medicine / Cardiology'
    """
    return SEPARATOR.join(path)


def matching(paths: Paths, text: str) -> list[UUID]:
    """Return the units whose path has all the words of *text*; those first whose own name has them."""
    wanted = tokens(text)
    if not wanted:
        return []
    found = [pk for pk, path in paths.items() if has_words(in_words(path), wanted)]

    def rank(pk: UUID) -> tuple[bool, int, str]:
        path = paths[pk]
        return not has_words(path[-1], wanted), len(path), in_words(path).casefold()

    return sorted(found, key=rank)


def meant(paths: Paths, text: str) -> list[UUID]:
    """Return the units that *text* can mean: one where that is clear.

    A whole path is clear, then a whole name that one unit alone has, then words that one alone has.
    """
    wanted = fold(text)
    if not wanted:
        return []
    as_path = [pk for pk, path in paths.items() if fold(in_words(path)) == wanted]
    if as_path:
        exact = [pk for pk in as_path if in_words(paths[pk]) == " ".join(text.split())]
        return exact or as_path
    by_name = [pk for pk, path in paths.items() if fold(path[-1]) == wanted]
    if by_name:
        return sorted(by_name, key=lambda pk: in_words(paths[pk]).casefold())
    return matching(paths, text)
