"""Why a person is suggested and what to bear in mind, in words. Pure."""

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


COUNT_WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four"}


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
            return f"Offers to be {name}, which you need most"
        if gap.role not in seeker.filled_roles:
            return f"Offers to be {name}, which nobody does for you yet"
        return f"Offers to be {name}"
    if unfilled:
        return f"Offers to be {joined(unfilled)}, which nobody does for you yet"
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
            return f"Mentors in {phrase}, which you need most"
        also = f", and in {joined(others)}, which you need too" if others else ""
        return f"Mentors in {phrase}{also}"
    return f"Mentors in {joined(others)}, which you need" if others else ""


def _most_needed(terms: list[tuple[str, int]]) -> set[str]:
    named = [(term, priority) for term, priority in terms if term]
    first = min((priority for _, priority in named), default=0)
    return {term for term, priority in named if priority == first}


def _expertise_reason(seeker: Seeker, candidate: Candidate) -> str:
    shared = shared_terms(seeker.expertise, candidate.expertise)
    if shared:
        return f"Shares {joined(shared[:3])} with you"
    if candidate.text_rank > 0:
        return "Works on things that your profile and goals speak of"
    return ""


def _distance_reason(seeker: Seeker, candidate: Candidate) -> str:
    steps = steps_ahead(seeker.rank, candidate.rank)
    if steps > 0:
        count = COUNT_WORDS.get(steps, str(steps))
        return f"{count} rank{'s' if steps > 1 else ''} ahead of you"
    if steps == 0 and not are_rivals(seeker, candidate):
        return "A peer, at your own rank elsewhere"
    return ""


def _unit_reason(seeker: Seeker, candidate: Candidate) -> str:
    if not candidate.unit_path or not seeker.unit_path:
        return ""
    if candidate.unit_path == seeker.unit_path:
        return ""
    outside = [path for path in seeker.network_paths if path != seeker.unit_path]
    if seeker.network_paths and not outside:
        return "Outside your own unit, as nobody in your network is"
    if candidate.unit_path not in outside:
        return (
            "From a unit that nobody in your network belongs to"
            if seeker.network_paths
            else "Outside your own unit"
        )
    return ""


def _room_reason(candidate: Candidate) -> str:
    if candidate.room > 1:
        return f"Has room for {candidate.room} more"
    return "Has room for one more" if candidate.room == 1 else ""


def cautions(seeker: Seeker, candidate: Candidate) -> tuple[str, ...]:
    """What to bear in mind before asking; none of it forbids to ask."""
    steps = steps_ahead(seeker.rank, candidate.rank)
    found = []
    if are_rivals(seeker, candidate):
        found.append("Same rank and same unit as you: you may compete for the same things")
    if steps < 0:
        found.append("At an earlier rank than you")
    if steps > 2:
        found.append("Far ahead of you: the start of a career may be a distant memory")
    if not wish_met(candidate.rank_wish, steps):
        wish = {
            "half_generation": "Would rather mentor people one or two ranks behind",
            "junior": "Would rather mentor people at an earlier rank",
        }[candidate.rank_wish]
        found.append(wish)
    apart = hours_apart(seeker.utc_offset, candidate.utc_offset)
    if apart >= 3:
        found.append(f"{apart:g} hours away by the clock")
    if seeker.modes and candidate.modes and not seeker.modes & candidate.modes:
        found.append("Works in other ways (in person, phone, video) than you said suit you")
    return tuple(found)
