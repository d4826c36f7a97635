"""An institution's own word for a mentee: which forms of the usual word it replaces, in each language.

Derived catalogs are made of these; see `mentornet/dev/catalogs.py`. The choice is a setting of the institution.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TERMS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "en": {"protege": {"mentee": "protégé", "mentees": "protégés"}},
    "es": {
        "mentorizado": {
            "aprendiz": "mentorizado/a",
            "aprendices": "mentorizados/as",
        }
    },
}
"""By language and by the name of the term: each form of the usual word, and what stands for it."""


def in_term(text: str, forms: Mapping[str, str]) -> str:
    """Return *text* with each form replaced, as whole words and with their capitals; not inside %(…)s.

    >>> in_term("Mentees of %(mentee)s", {"mentee": "protégé", "mentees": "protégés"})
    'Protégés of %(mentee)s'
    """
    words = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    pattern = re.compile(rf"%\(\w+\)|\b({words})\b", re.IGNORECASE)
    return pattern.sub(lambda one: _like(one[1], forms) if one[1] else one[0], text)


def _like(word: str, forms: Mapping[str, str]) -> str:
    instead = forms[word.lower()]
    if word.isupper():
        return instead.upper()
    return instead[0].upper() + instead[1:] if word[0].isupper() else instead
