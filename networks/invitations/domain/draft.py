"""A first draft of an invitation, so that no one is too shy to ask [R].

Pure: terms in, text out. The mentee edits everything before it goes anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from networks.phrases import AREA_PHRASES, ROLE_PHRASES, joined

ROLE_ASKS = {
    "teacher": "show me how things are done here",
    "sponsor": "speak for me where I am not in the room",
    "advisor": "help me steer towards what I mean by success",
    "agent": "help me clear obstacles and protect my time",
    "role_model": "let me learn from the way you work",
    "coach": "plan and practise with me, and push me where I need it",
    "confidant": "listen, and keep what I say between us",
}
MODE_STEPS = {
    "in_person": "over a coffee",
    "phone": "by phone",
    "video": "by video",
    "async": "by message, at your own pace",
}


@dataclass(frozen=True)
class Ask:
    """What the mentee looks for, and what the mentor offers."""

    mentor_given_name: str
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
        first_step=(
            f"Could we talk for half an hour{_how(ask.modes)} in the next two or three weeks? "
            "I will send you a few lines beforehand, and we can see afterwards whether to go on."
        ),
        way_out=(
            "If this is not the right time, or I should ask somebody else, please say so: I will "
            "understand, and the name of a colleague would help me just as much."
        ),
    )


def _opening(ask: Ask) -> str:
    areas = joined([AREA_PHRASES[area] for area in ask.areas])
    roles = joined([ROLE_PHRASES[role] for role in ask.roles])
    if roles and areas:
        wanted = f"I am looking for {roles} in {areas}"
    elif roles:
        wanted = f"I am looking for {roles}"
    elif areas:
        wanted = f"I am looking for a mentor in {areas}"
    else:
        wanted = "I am looking for a mentor"
    asks = joined([ROLE_ASKS[role] for role in ask.roles])
    does = f": somebody who would {asks}" if asks else ""
    return f"Dear {ask.mentor_given_name},\n\n{wanted}{does}."


def _why_you(ask: Ask) -> str:
    thanks = f"{ask.suggested_by} suggested that I turn to you. " if ask.suggested_by else ""
    roles = [ROLE_PHRASES[role] for role in ask.roles if role in ask.offered_roles]
    areas = [AREA_PHRASES[area] for area in ask.areas if area in ask.offered_areas]
    if roles and areas:
        return f"{thanks}You offer to be {joined(roles)} and to help with {joined(areas)}, so I am asking you."
    if roles:
        return f"{thanks}You offer to be {joined(roles)}, so I am asking you."
    if areas:
        return f"{thanks}You offer to help with {joined(areas)}, so I am asking you."
    return thanks.strip()


def _goal(goals: Sequence[str]) -> str:
    if not goals:
        return ""
    words = " ".join(goals[0].split()).rstrip(".!?;,")
    return f"What I am working towards at the moment: {words}."


def _how(modes: Sequence[str]) -> str:
    known = [MODE_STEPS[mode] for mode in MODE_STEPS if mode in modes]
    if not known:
        return ""
    return f", {known[0]} or {known[1]}," if len(known) > 1 else f" {known[0]}"
