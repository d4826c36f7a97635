"""Lengths of time as people say them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONG = 180
"""Minutes from which on hours are easier to grasp."""


def minutes_in_words(minutes: int) -> str:
    """Return *minutes* as people say them: "90 minutes", "8 hours", "7 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    if minutes < LONG:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if not rest:
        return _("%(hours)d hours") % {"hours": hours}
    return _("%(hours)d hours %(minutes)d minutes") % {"hours": hours, "minutes": rest}
