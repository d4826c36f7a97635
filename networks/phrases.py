"""The words that sentences about a network use for areas, roles, kinds and closeness.

Names and meanings stand in `profiles.vocabulary`; here are the forms that fit into a sentence. The
order is the order of the page and of the map.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from babel.lists import format_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentornet import moments
from profiles.vocabulary import MentorRole, TieKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise
    from django_stubs_ext import StrOrPromise

AREA_PHRASES: dict[str, StrPromise] = {
    "career": _("career guidance"),
    "research": _("research"),
    "teaching": _("teaching and education"),
    "clinical": _("clinical and program development"),
    "leadership": _("leadership"),
    "networking": _("networking and sponsorship"),
    "balance": _("work–life balance"),
    "growth": _("personal growth"),
}
ROLE_PHRASES: dict[str, StrPromise] = {
    "teacher": _("a teacher"),
    "sponsor": _("a sponsor"),
    "advisor": _("an advisor"),
    "agent": _("an agent"),
    "role_model": _("a role model"),
    "coach": _("a coach"),
    "confidant": _("a confidant"),
}
ROLE_LABELS: dict[str, StrOrPromise] = {role.value: role.label for role in MentorRole}
# Where the map has little room: 14 letters at most.
ROLE_SHORT_LABELS: dict[str, StrPromise] = {
    "teacher": pgettext_lazy("map, 14 letters at most", "Teacher"),
    "sponsor": pgettext_lazy("map, 14 letters at most", "Sponsor"),
    "advisor": pgettext_lazy("map, 14 letters at most", "Advisor"),
    "agent": pgettext_lazy("map, 14 letters at most", "Agent"),
    "role_model": pgettext_lazy("map, 14 letters at most", "Role model"),
    "coach": pgettext_lazy("map, 14 letters at most", "Coach"),
    "confidant": pgettext_lazy("map, 14 letters at most", "Confidant"),
}
# Not kinds of their own: they follow from a group that the two are in.
GROUP_KIND_MEANING: dict[str, tuple[StrPromise, StrPromise]] = {
    "group_peer": (_("Group member"), _("someone in the same group as you")),
    "group_facilitator": (_("Group facilitator"), _("leads the sessions of your group")),
}
KIND_LABELS: dict[str, StrOrPromise] = {
    **{kind.value: kind.label for kind in TieKind},
    **{kind: label for kind, (label, _meaning) in GROUP_KIND_MEANING.items()},
}
PEER_KINDS = frozenset(
    {
        "special_peer",
        "information_peer",
        "collegial_peer",
        "collaborative_group",
        "group_peer",
    }
)
CLOSENESS_LABELS: dict[int, StrPromise] = {1: _("Close"), 2: _("Regular"), 3: _("Distant")}
CLOSENESS_MEANING: dict[int, StrPromise] = {
    1: _("someone you turn to first"),
    2: _("you are in touch now and then"),
    3: _("you rarely talk, but you could ask"),
}
# How well a need or a role is covered: by no one, by one person, by two or more.
COVERAGE_MEANING: dict[str, tuple[StrPromise, StrPromise]] = {
    "empty": (_("No one yet"), _("no one in your network helps with it")),
    "thin": (_("One person"), _("only one person helps, so it is gone if they leave")),
    "filled": (_("Covered"), _("two or more people help with it")),
}

# Emeritus stands beside full professor: no further step of promotion lies between.
RANK_STEPS = {
    "trainee": 0,
    "instructor": 1,
    "assistant": 2,
    "associate": 3,
    "full": 4,
    "emeritus": 4,
}


def joined(words: Iterable[StrOrPromise]) -> str:
    """Return one readable list in the reader's language: "a", "a and b", "a, b, and c"."""
    return format_list([str(word) for word in words], locale=moments.locale())


def either(words: Iterable[StrOrPromise]) -> str:
    """Return one readable choice in the reader's language: "a", "a or b", "a, b, or c"."""
    return format_list([str(word) for word in words], style="or", locale=moments.locale())
