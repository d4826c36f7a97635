"""Text as it is searched and compared: without case, accents, apostrophes and signs. Pure."""

from __future__ import annotations

import re
import unicodedata

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
_APOSTROPHES = re.compile("['’‘ʼ`´ʹ]")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return *text* in lower case, its words apart by one space, nothing but letters and digits.

    >>> fold("Siobhan O’Brien-Öztürk"), fold("OB/GYN & Women's  Health")
    ('siobhan obrien ozturk', 'ob gyn womens health')
    """
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the folded words of *text*, in their order."""
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return _WORD.findall(plain.translate(_LETTERS))


def has_words(text: str, wanted: list[str]) -> bool:
    """Return whether each folded word in *wanted* begins a word of *text*.

    >>> has_words("Medicine / Cardiology", tokens("card med"))
    True
    """
    words = tokens(text)
    return all(any(word.startswith(one) for word in words) for one in wanted)


def distance(one: str, other: str, *, most: int) -> int:
    """Return how many letters differ between two texts; `most + 1` where it is more than *most*.

    Added, left out, replaced, and two neighbors swapped each count as one (optimal string alignment).

    >>> distance("cardiolgy", "cardiology", most=2), distance("surgery", "urology", most=2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        line = [i]
        for j, mark in enumerate(other, start=1):
            cost = min(last[j] + 1, line[j - 1] + 1, last[j - 1] + (letter != mark))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mark:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)
