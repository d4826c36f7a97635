"""Search over the manual: sections that hold all words, best first, each with an excerpt."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mentornet.help.manual import ManualPage, Section, manual, manual_page, pages_for

MOST_LETTERS, MOST_WORDS, MOST_FOUND = 100, 6, 20
EXCERPT = 220
WORD = re.compile(r"\w+")
SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "can",
        "do",
        "for",
        "how",
        "i",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "the",
        "to",
        "what",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True)
class Found:
    """A section that answers a search. *excerpt* is safe, with the words found marked."""

    page: ManualPage
    section: Section
    excerpt: SafeString


@dataclass(frozen=True)
class Result:
    """What a search found; *instead* are the words searched for where those typed are nowhere."""

    found: tuple[Found, ...] = ()
    instead: str = ""


def search(query: str, *, roles: Collection[str] = ()) -> Result:
    """Return the sections that hold all words of *query*, or words spelled nearly so.

    Those of the pages for a reader with the staff roles *roles* come first.
    """
    typed = WORD.findall(query[:MOST_LETTERS].casefold())
    words = [one for one in typed if one not in SMALL][:MOST_WORDS] or typed[:MOST_WORDS]
    if not words:
        return Result()
    known = [_known(word) for word in words]
    if None in known:
        return Result()
    meant = [one for one in known if one]
    own = pages_for(roles)
    ranked = sorted(
        (
            (score, number)
            for number, one in enumerate(_sections())
            if (score := _score(one, meant))
        ),
        key=lambda pair: (_sections()[pair[1]].page not in own, -pair[0], pair[1]),
    )
    found = tuple(_found(_sections()[number], meant) for _score_, number in ranked[:MOST_FOUND])
    return Result(found, "" if meant == words else " ".join(meant))


@cache
def _sections() -> tuple[Section, ...]:
    return tuple(section for page in manual() for section in page.sections)


@cache
def _vocabulary() -> frozenset[str]:
    texts = (text for one in _sections() for text in (one.heading.title, *one.paragraphs))
    return frozenset(word for text in texts for word in WORD.findall(text.casefold()))


def _known(word: str) -> str | None:
    """Return *word* if the manual has a word that begins so, else the nearest one that it has."""
    if any(one.startswith(word) for one in _vocabulary()):
        return word
    return next(iter(get_close_matches(word, sorted(_vocabulary()), n=1, cutoff=0.75)), None)


def _score(section: Section, words: list[str]) -> int:
    """Return how well *section* answers; 0 unless it holds each word. Titles count most."""
    title = WORD.findall(section.heading.title.casefold())
    text = WORD.findall(" ".join(section.paragraphs).casefold())
    score = 0
    for word in words:
        in_title = sum(one.startswith(word) for one in title)
        in_text = sum(one.startswith(word) for one in text)
        if not in_title + in_text:
            return 0
        score += 20 * in_title + min(in_text, 5)
    return score


def _found(section: Section, words: list[str]) -> Found:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\w*", re.IGNORECASE)
    best = max(section.paragraphs, key=lambda text: len(pattern.findall(text)), default="")
    first = pattern.search(best)
    start = max(0, first.start() - EXCERPT // 3) if first else 0
    start = best.rfind(" ", 0, start) + 1 if start else 0
    cut = best[start : start + EXCERPT]
    if start + EXCERPT < len(best):
        cut = f"{cut.rsplit(' ', 1)[0]} …"
    marked = "".join(
        f"<mark>{escape(part)}</mark>" if number % 2 else escape(part)
        for number, part in enumerate(re.split(f"({pattern.pattern})", cut, flags=re.IGNORECASE))
    )
    return Found(manual_page(section.page), section, mark_safe(("… " if start else "") + marked))
