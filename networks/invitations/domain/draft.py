"""A first draft of an invitation, so that no one is too shy to ask [R].

Pure: terms in, text out. The mentee edits everything before it goes anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.phrases import AREA_PHRASES, ROLE_PHRASES, either, joined

ROLE_ASKS = {
    "teacher": gettext_lazy("show me how things work here"),
    "sponsor": gettext_lazy("speak up for me when I am not in the room"),
    "advisor": gettext_lazy("help me work toward my own idea of success"),
    "agent": gettext_lazy("help me clear obstacles and protect my time"),
    "role_model": gettext_lazy("let me learn from the way you work"),
    "coach": gettext_lazy("practice with me, and push me where I need it"),
    "confidant": gettext_lazy("listen, and keep what I say between us"),
}
MODE_STEPS = {
    "in_person": gettext_lazy("over coffee"),
    "phone": gettext_lazy("by phone"),
    "video": gettext_lazy("by video"),
}


@dataclass(frozen=True)
class Ask:
    """What the mentee looks for, and what the mentor offers."""

    mentor_short_name: str
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    offered_roles: tuple[str, ...] = ()
    offered_areas: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    suggested_by: str = ""


@dataclass(frozen=True)
class Draft:
    """The three parts of a deliberate request [C]: help, first step, graceful way out."""

    help_asked: str
    first_step: str
    way_out: str


def draft_invitation(ask: Ask) -> Draft:
    """Return a request for exactly what *ask* names, with an easy first step and an easy no."""
    lines = [_opening(ask), _why_you(ask), _goal(ask.goals)]
    return Draft(
        help_asked="\n\n".join(line for line in lines if line),
        first_step=_first_step(ask.modes),
        way_out=_(
            "If this is not the right time, or I should ask someone else, please tell me. I will"
            " understand, and the name of a colleague would help me just as much."
        ),
    )


def _opening(ask: Ask) -> str:
    areas = joined(AREA_PHRASES[area] for area in ask.areas)
    roles = joined(ROLE_PHRASES[role] for role in ask.roles)
    if roles and areas:
        wanted = _("I am looking for %(roles)s who can help me with %(areas)s.")
    elif roles:
        wanted = _("I am looking for %(roles)s.")
    elif areas:
        wanted = _("I am looking for a mentor who can help me with %(areas)s.")
    else:
        wanted = _("I am looking for a mentor.")
    greeting = _("Dear %(name)s,") % {"name": ask.mentor_short_name}
    asks = joined(ROLE_ASKS[role] for role in ask.roles)
    hope = _("I hope you could %(asks)s.") % {"asks": asks} if asks else ""
    said = " ".join(part for part in (wanted % {"roles": roles, "areas": areas}, hope) if part)
    return f"{greeting}\n\n{said}"


def _why_you(ask: Ask) -> str:
    roles = joined(ROLE_PHRASES[role] for role in ask.roles if role in ask.offered_roles)
    areas = joined(AREA_PHRASES[area] for area in ask.areas if area in ask.offered_areas)
    if roles and areas:
        why = _("I am asking you because you offer to be %(roles)s and to help with %(areas)s.")
    elif roles:
        why = _("I am asking you because you offer to be %(roles)s.")
    elif areas:
        why = _("I am asking you because you offer to help with %(areas)s.")
    else:
        why = ""
    if ask.suggested_by:
        thanks = _("%(name)s suggested that I ask you.") % {"name": ask.suggested_by}
    else:
        thanks = ""
    return " ".join(part for part in (thanks, why % {"roles": roles, "areas": areas}) if part)


def _goal(goals: Sequence[str]) -> str:
    if not goals:
        return ""
    words = " ".join(goals[0].split()).rstrip(".!?;,")
    return _("What I am working toward now: %(goal)s.") % {"goal": words}


def _first_step(modes: Sequence[str]) -> str:
    """Ask for half an hour in up to two of the mentor's ways to meet, or for a few answers."""
    ways = either([way for mode, way in MODE_STEPS.items() if mode in modes][:2])
    if ways:
        step = _("Could we talk for half an hour, %(ways)s, in the next two or three weeks?")
    elif "async" in modes:
        step = _("Could I send you two or three questions, to answer when you have time?")
    else:
        step = _("Could we talk for half an hour in the next two or three weeks?")
    after = _("I will send you a few lines first. Afterward we can decide whether to go on.")
    return f"{step % {'ways': ways}} {after}"
