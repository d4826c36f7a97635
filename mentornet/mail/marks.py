"""What stays of an address or a matter in rows that outlive it: a mark that only SECRET_KEY makes.

Who asks for one address gets its rows; no one gets addresses from rows.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def mark_of(text: str) -> str:
    """Return the mark of *text*, without regard to capitals."""
    return _mark(text, settings.SECRET_KEY)


def marks_of(text: str) -> list[str]:
    """Return the marks that *text* may have in rows of before, too: one for each SECRET_KEY."""
    return [_mark(text, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _mark(text: str, secret: str) -> str:
    key = f"mentornet.mail.marks:{secret}".encode()
    return hmac.new(key, text.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]
