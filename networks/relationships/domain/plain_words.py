"""What a member wrote, made fit for an email to someone who never asked for it: no links in it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/*|www\.)[^\s<>\"]+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,24}(?=[/:?#])[^\s<>\"]*"
    r"|(?<![\w@.-])(?:[\w-]+\.)+(?:com|net|org|info|io|co|app|dev|link|site|xyz|ru|cn|top|online)\b",
    re.IGNORECASE,
)
# Where people at hospitals and universities meet. Another address is not passed on.
VIDEO_HOSTS = (
    "zoom.us",
    "zoom.com",
    "zoomgov.com",
    "teams.microsoft.com",
    "teams.live.com",
    "meet.google.com",
    "webex.com",
    "doxy.me",
)
VIDEO = re.compile(
    r"https://(?:[a-z0-9-]+\.)*(?:" + "|".join(map(re.escape, VIDEO_HOSTS)) + r")/[^\s<>\"@]*",
    re.IGNORECASE,
)


def without_links(text: str, *, video: bool = False) -> str:
    """Return *text* with web addresses replaced by words; with *video*, those of video calls stay.

    >>> without_links("See evil.example/login and www.evil.example now")
    'See [link removed] and [link removed] now'
    """
    removed = _("[link removed]")

    def kept(found: re.Match[str]) -> str:
        return found[0] if video and VIDEO.fullmatch(found[0]) else removed

    return ADDRESS.sub(kept, text)


def one_line(text: str) -> str:
    """Return *text* without links on one line: a name, or a place."""
    return " ".join(without_links(text).split())
