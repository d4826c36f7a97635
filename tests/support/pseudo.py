"""A language of tests: English in brackets, with accents and 40 % longer. What lacks the brackets was never translated.

`Pseudo` stands where Django keeps the catalog of a language, so every string that goes through gettext is
marked, those of the libraries too, without any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings
from django.utils.translation import trans_real

CODE = "en-xa"
OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
# What is added breaks into words as long as those of a language that makes long ones.
WORD = 12
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
# What a program fills in or a browser reads: placeholders, tags, entities, addresses.
KEPT = re.compile(r"%\(\w+\)[sdif]|%[sdif%]|\{\w*\}|<[^>]*>|&#?\w+;|https?://\S+")
MARKED = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


def pseudo(text: str) -> str:
    """Return *text* as this language says it.

    >>> pseudo("Hello %(name)s")
    '⟦Hélló %(name)s ~~~~~~⟧'
    """
    if not text.strip():
        return text
    parts, at = [], 0
    for match in KEPT.finditer(text):
        parts += [text[at : match.start()].translate(ACCENTS), match[0]]
        at = match.end()
    parts.append(text[at:].translate(ACCENTS))
    filler = re.sub(rf"(~{{{WORD - 1}}})~(?=~)", r"\1 ", "~" * round(len(text) * LONGER))
    return f"{OPEN}{''.join(parts)} {filler}{CLOSE}"


def unmarked(text: str) -> str:
    """Return what is left of *text* without all that went through gettext."""
    before = ""
    while before != text:
        before, text = text, MARKED.sub(" ", text)
    return text


class Pseudo:
    """What Django asks of a catalog."""

    def gettext(self, message: str) -> str:
        return pseudo(message.rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, singular: str, plural: str, number: float) -> str:
        return self.gettext(singular if number == 1 else plural)

    def language(self) -> str:
        return CODE

    def to_language(self) -> str:
        return CODE

    def __getattr__(self, name: str) -> Any:
        return getattr(trans_real.translation("en"), name)


@contextmanager
def speaking(*languages: tuple[str, str]) -> Iterator[None]:
    """Let people choose this language, too, beside *languages*."""
    with override_settings(LANGUAGES=[*languages, (CODE, "Pseudo")]):
        trans_real._translations[CODE] = Pseudo()
        yield
