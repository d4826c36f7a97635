"""What is asked of matches, in words: as it stands now, and as a run was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.programs.kinds import Side
from profiles.own_words import TRACK
from profiles.vocabulary import standard_name

NO_NAMES: Mapping[str, str] = {}


def said(fact: Mapping[str, Any], names: Mapping[str, str] = NO_NAMES) -> str:
    """Return one thing that is asked. *names* maps keys of members to their names."""
    two = {
        "mentee": names.get(fact.get("protege", ""), _("someone")),
        "mentor": names.get(fact.get("mentor", ""), _("someone")),
    }
    match fact["kind"]:
        case "lock":
            return _("%(mentee)s with %(mentor)s: must be a pair") % two
        case "forbid":
            return _("%(mentee)s with %(mentor)s: must not be a pair") % two
        case "prefer":
            return _("%(mentee)s with %(mentor)s: if possible") % two
        case "minimum":
            words = ngettext(
                "Each mentor: at least %(count)d mentee",
                "Each mentor: at least %(count)d mentees",
                fact["least"],
            )
            return words % {"count": fact["least"]}
        case "even":
            return _("Mentees spread over mentors as evenly as possible")
        case "reserved":
            return _reserved(fact, two["mentor"])
    return _limit(fact)


def group_words(fact: Mapping[str, Any]) -> str:
    """Return the unit, the track, or both, that *fact* is about."""
    unit, track = str(fact.get("unit", "")), fact.get("track", "")
    words = standard_name(TRACK, track)
    if unit and track:
        return _("%(unit)s (%(track)s)") % {"unit": unit, "track": words}
    return words or unit


def _reserved(fact: Mapping[str, Any], mentor: str) -> str:
    values = {"count": fact["least"], "group": group_words(fact), "mentor": mentor}
    if fact["mentor"]:
        return _("Openings of %(mentor)s reserved for mentees from %(group)s: %(count)d") % values
    return _("Openings of each mentor reserved for mentees from %(group)s: %(count)d") % values


def _limit(fact: Mapping[str, Any]) -> str:
    least, most = fact["least"], fact["most"]
    values = {"group": group_words(fact), "least": least, "most": most}
    if fact["side"] == Side.PROTEGE:
        if most is None:
            return _("Pairs of mentees from %(group)s: at least %(least)d") % values
        if not least:
            return _("Pairs of mentees from %(group)s: at most %(most)d") % values
        return _("Pairs of mentees from %(group)s: at least %(least)d, at most %(most)d") % values
    if most is None:
        return _("Pairs of mentors from %(group)s: at least %(least)d") % values
    if not least:
        return _("Pairs of mentors from %(group)s: at most %(most)d") % values
    return _("Pairs of mentors from %(group)s: at least %(least)d, at most %(most)d") % values
