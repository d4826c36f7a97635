"""Why a person is suggested and what to bear in mind, in words. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.phrases import AREA_PHRASES, ROLE_PHRASES, joined
from networks.suggestions.domain.scoring import (
    AREA_WEIGHT,
    DISTANCE_WEIGHT,
    DIVERSITY_WEIGHT,
    EXPERTISE_WEIGHT,
    LOAD_WEIGHT,
    ROLE_WEIGHT,
    Candidate,
    Gap,
    Parts,
    Seeker,
    are_rivals,
    hours_apart,
    shared_terms,
    steps_ahead,
    wish_met,
)

REASONS_SHOWN = 5
RANK_WISHES = {
    "half_generation": gettext_lazy("Prefers to mentor people one or two ranks behind"),
    "junior": gettext_lazy("Prefers to mentor people at an earlier rank"),
}


def reasons(seeker: Seeker, gap: Gap, candidate: Candidate, parts: Parts) -> tuple[str, ...]:
    """Why this person, in words; what weighs most comes first."""
    spoken = [
        (ROLE_WEIGHT * parts.role, _role_reason(seeker, gap, candidate)),
        (AREA_WEIGHT * parts.area, _area_reason(seeker, gap, candidate)),
        (EXPERTISE_WEIGHT * parts.expertise, _expertise_reason(seeker, candidate)),
        (DISTANCE_WEIGHT * parts.distance, _distance_reason(seeker, candidate)),
        (DIVERSITY_WEIGHT * parts.diversity, _unit_reason(seeker, candidate)),
        (LOAD_WEIGHT * parts.load, _room_reason(candidate)),
    ]
    if gap.role:
        asked = spoken[:1]
    elif gap.area:
        asked = spoken[1:2]
    else:
        asked = []
    rest = [pair for pair in spoken if pair not in asked]
    # sorted() is stable: equal weights keep the order written above.
    ordered = asked + sorted(rest, key=lambda pair: -round(pair[0], 9))
    return tuple(sentence for _, sentence in ordered if sentence)[:REASONS_SHOWN]


def _role_reason(seeker: Seeker, gap: Gap, candidate: Candidate) -> str:
    unfilled = [
        ROLE_PHRASES[role]
        for role in ROLE_PHRASES
        if role in candidate.roles and role not in seeker.filled_roles and role != gap.role
    ]
    if gap.role in candidate.roles:
        name = ROLE_PHRASES[gap.role]
        if gap.role in _most_needed([(want.role, want.priority) for want in seeker.wants]):
            return _("Offers to be %(role)s, which you need most") % {"role": name}
        if gap.role not in seeker.filled_roles:
            return _("Offers to be %(role)s, and you have no one for that yet") % {"role": name}
        return _("Offers to be %(role)s") % {"role": name}
    if unfilled:
        named = {"role": joined(unfilled)}
        return _("Offers to be %(role)s, and you have no one for that yet") % named
    return ""


def _area_reason(seeker: Seeker, gap: Gap, candidate: Candidate) -> str:
    needed = {want.area for want in seeker.wants}
    others = [
        AREA_PHRASES[area]
        for area in AREA_PHRASES
        if area in candidate.areas and area in needed and area != gap.area
    ]
    if gap.area in candidate.areas:
        phrase = AREA_PHRASES[gap.area]
        if gap.area in _most_needed([(want.area, want.priority) for want in seeker.wants]):
            return _("Helps with %(area)s, which you need most") % {"area": phrase}
        if others:
            named = {"area": phrase, "others": joined(others)}
            return _("Helps with %(area)s, and with %(others)s, which you need too") % named
        return _("Helps with %(area)s") % {"area": phrase}
    if others:
        return _("Helps with %(areas)s, which you need") % {"areas": joined(others)}
    return ""


def _most_needed(terms: list[tuple[str, int]]) -> set[str]:
    named = [(term, priority) for term, priority in terms if term]
    first = min((priority for _, priority in named), default=0)
    return {term for term, priority in named if priority == first}


def _expertise_reason(seeker: Seeker, candidate: Candidate) -> str:
    shared = shared_terms(seeker.expertise, candidate.expertise)
    if shared:
        return _("Works on %(terms)s, as you do") % {"terms": joined(shared[:3])}
    if candidate.text_rank > 0:
        return _("Works on things that your profile and goals mention")
    return ""


def _distance_reason(seeker: Seeker, candidate: Candidate) -> str:
    steps = steps_ahead(seeker.rank, candidate.rank)
    if steps > 0:
        return ngettext("One rank ahead of you", "%(count)d ranks ahead of you", steps) % {
            "count": steps
        }
    if steps == 0 and not are_rivals(seeker, candidate):
        return _("A peer: your rank, in another unit")
    return ""


def _unit_reason(seeker: Seeker, candidate: Candidate) -> str:
    if not candidate.unit_path or not seeker.unit_path:
        return ""
    if candidate.unit_path == seeker.unit_path:
        return ""
    outside = [path for path in seeker.network_paths if path != seeker.unit_path]
    if seeker.network_paths and not outside:
        return _("Outside your unit; so far your whole network is in it")
    if candidate.unit_path not in outside:
        return (
            _("From a unit that no one in your network belongs to")
            if seeker.network_paths
            else _("Outside your unit")
        )
    return ""


def _room_reason(candidate: Candidate) -> str:
    if candidate.room < 1:
        return ""
    return ngettext(
        "Accepting one more mentee", "Accepting %(count)d more mentees", candidate.room
    ) % {"count": candidate.room}


def cautions(seeker: Seeker, candidate: Candidate) -> tuple[str, ...]:
    """What to bear in mind before asking; none of it forbids to ask."""
    steps = steps_ahead(seeker.rank, candidate.rank)
    found = []
    if are_rivals(seeker, candidate):
        found.append(_("Same rank and unit as you: you may compete for the same things"))
    if steps < 0:
        found.append(_("At an earlier rank than you"))
    if steps > 2:
        found.append(_("Far ahead of you: may not remember well what your stage is like"))
    if not wish_met(candidate.rank_wish, steps):
        found.append(str(RANK_WISHES[candidate.rank_wish]))
    apart = hours_apart(seeker.utc_offset, candidate.utc_offset)
    if apart >= 3:
        found.append(_("%(hours)g hours apart by time zone") % {"hours": apart})
    if seeker.modes and candidate.modes and not seeker.modes & candidate.modes:
        found.append(
            _("Does not offer the ways of meeting that you chose (in person, phone, video)")
        )
    return tuple(found)
