"""What someone meant who typed a name almost right. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from mentornet.folding import distance, tokens

FEWEST_LETTERS = 4
"""A shorter word is one letter away from too many others."""
LONG_WORD = 7


def meant(typed: str, names: Iterable[str]) -> str:
    """Return *typed* with each word that begins no word of *names* replaced by the nearest that they have.

    "" where nothing is to be replaced, or a word has no other near enough: one letter may differ, two in
    a word of seven letters or more.

    >>> meant("sponser groop", ["Sponsor", "Peer group"]), meant("sponsor", ["Sponsor"])
    ('sponsor group', '')
    """
    words = tokens(typed)
    known = sorted({word for name in names for word in tokens(name)})
    found = [_nearest(word, known) for word in words]
    return " ".join(found) if all(found) and found != words else ""


def _nearest(word: str, known: list[str]) -> str:
    if any(one.startswith(word) for one in known):
        return word
    if len(word) < FEWEST_LETTERS:
        return ""
    most = 2 if len(word) >= LONG_WORD else 1
    far, nearest = min(
        ((distance(word, one, most=most), one) for one in known), default=(most + 1, "")
    )
    return nearest if far <= most else ""
