"""How well a person could fill a gap in someone's network, and why, in words.

Pure: frozen dataclasses in, frozen dataclasses out. Every part lies in [0, 1], and so does the
score, their weighted mean. More of anything that counts never lowers a score. Equal scores are
ordered by name and key, so the same people always come in the same order.

The parts follow the field: what is offered against what is needed [C]; one or two steps ahead,
past direct competition [C]; other units than those already there, and a load that the mentor
can bear [D]; ways to meet across places and time zones [R].
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from networks.phrases import AREA_PHRASES, RANK_STEPS, ROLE_PHRASES, joined

AREA_WEIGHT = 0.22
ROLE_WEIGHT = 0.22
EXPERTISE_WEIGHT = 0.18
DISTANCE_WEIGHT = 0.14
DIVERSITY_WEIGHT = 0.10
LOAD_WEIGHT = 0.08
REACH_WEIGHT = 0.06

# Of an area or role part: how much of it the gap itself is worth, beside the other needs.
GAP_SHARE = 0.6
# Weight of a need by its priority: 1 high, 2 medium, 3 low.
PRIORITY_WEIGHTS = {1: 3.0, 2: 2.0, 3: 1.0}

# Ranks ahead of the person -> how good a distance it is. One or two is the half generation [C].
STEPS_AHEAD = {1: 1.0, 2: 1.0, 3: 0.7, 4: 0.5}
PEER_DISTANCE = 0.5
RIVAL_DISTANCE = 0.2
BEHIND_DISTANCE = 0.2
# A mentor's own wish about whom to mentor weighs this much when it is not met.
WISH_UNMET = 0.6

TEXT_HALF = 0.6  # the text rank (about 0.6 for each term found) at which likeness is a half
TERM_LEFT = 0.6  # what each shared term leaves of the distance in expertise
WAITING_SEAT = 0.5  # an open invitation to a mentor takes half a place
WORKING_HOURS = 8.0
REASONS_SHOWN = 5
COUNT_WORDS = {1: "One", 2: "Two", 3: "Three", 4: "Four"}


@dataclass(frozen=True)
class Want:
    """One of the person's mentoring needs."""

    area: str
    role: str = ""
    priority: int = 2


@dataclass(frozen=True)
class Gap:
    """What is looked for: a role, an area, or both; empty strings for "any"."""

    role: str = ""
    area: str = ""


@dataclass(frozen=True)
class Seeker:
    """The person who looks for someone, and the network that they have.

    Paths of units run from the institution's root to the person's own unit, by name or key.
    """

    rank: str
    unit_path: tuple[str, ...] = ()
    expertise: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    utc_offset: float = 0.0
    wants: tuple[Want, ...] = ()
    filled_roles: frozenset[str] = frozenset()
    network_paths: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A person who offers to mentor. `text_rank` is PostgreSQL's likeness to the seeker's words."""

    key: str
    name: str
    rank: str
    unit_path: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    expertise: tuple[str, ...] = ()
    text_rank: float = 0.0
    modes: frozenset[str] = frozenset()
    utc_offset: float = 0.0
    capacity: int = 1
    active: int = 0
    waiting: int = 0
    rank_wish: str = "any"

    @property
    def room(self) -> int:
        return max(0, self.capacity - self.active)


@dataclass(frozen=True)
class Parts:
    """What a score is made of, each part in [0, 1]."""

    area: float
    role: float
    expertise: float
    distance: float
    diversity: float
    load: float
    reach: float

    @property
    def score(self) -> float:
        total = (
            AREA_WEIGHT * self.area
            + ROLE_WEIGHT * self.role
            + EXPERTISE_WEIGHT * self.expertise
            + DISTANCE_WEIGHT * self.distance
            + DIVERSITY_WEIGHT * self.diversity
            + LOAD_WEIGHT * self.load
            + REACH_WEIGHT * self.reach
        )
        return min(1.0, max(0.0, total))


@dataclass(frozen=True)
class Suggestion:
    """A candidate with the score, its parts, the reasons for and what to bear in mind."""

    candidate: Candidate
    parts: Parts
    score: float
    reasons: tuple[str, ...] = field(default=())
    cautions: tuple[str, ...] = field(default=())


def rank_candidates(seeker: Seeker, gap: Gap, candidates: Iterable[Candidate]) -> list[Suggestion]:
    """The candidates for *gap*, best first; the order they come in makes no difference."""
    suggestions = [suggest(seeker, gap, candidate) for candidate in candidates]
    # Rounded, so that the last bit of a sum never decides between two people.
    return sorted(
        suggestions,
        key=lambda one: (-round(one.score, 9), one.candidate.name.casefold(), one.candidate.key),
    )


def suggest(seeker: Seeker, gap: Gap, candidate: Candidate) -> Suggestion:
    """Score one candidate for *gap* and say why."""
    parts = score_parts(seeker, gap, candidate)
    return Suggestion(
        candidate=candidate,
        parts=parts,
        score=parts.score,
        reasons=reasons(seeker, gap, candidate, parts),
        cautions=cautions(seeker, candidate),
    )


def score_parts(seeker: Seeker, gap: Gap, candidate: Candidate) -> Parts:
    return Parts(
        area=_area_part(seeker, gap, candidate),
        role=_role_part(seeker, gap, candidate),
        expertise=expertise_part(
            candidate.text_rank, len(_shared_terms(seeker.expertise, candidate.expertise))
        ),
        distance=_distance_part(seeker, candidate),
        diversity=_diversity_part(seeker, candidate),
        load=_load_part(candidate),
        reach=_reach_part(seeker, candidate),
    )


def expertise_part(text_rank: float, shared: int) -> float:
    """Likeness of expertise: grows with the text rank and with every term in common."""
    text_left = TEXT_HALF / (TEXT_HALF + max(0.0, text_rank))
    return float(1.0 - text_left * TERM_LEFT**shared)


def _area_part(seeker: Seeker, gap: Gap, candidate: Candidate) -> float:
    needs: dict[str, float] = {}
    for want in seeker.wants:
        weight = PRIORITY_WEIGHTS.get(want.priority, 1.0)
        needs[want.area] = max(needs.get(want.area, 0.0), weight)
    return _offered(gap.area, needs, candidate.areas)


def _role_part(seeker: Seeker, gap: Gap, candidate: Candidate) -> float:
    needs = {role: 1.0 for role in ROLE_PHRASES if role not in seeker.filled_roles}
    for want in seeker.wants:
        if want.role:
            weight = PRIORITY_WEIGHTS.get(want.priority, 1.0)
            needs[want.role] = max(needs.get(want.role, 0.0), weight)
    return _offered(gap.role, needs, candidate.roles)


def _offered(asked: str, needs: dict[str, float], offered: frozenset[str]) -> float:
    """The share of what is needed that is offered; what is asked for counts `GAP_SHARE`."""
    others = {term: weight for term, weight in needs.items() if term != asked}
    whole = sum(others.values())
    met = sum(weight for term, weight in others.items() if term in offered)
    share = met / whole if whole else 0.0
    if not asked:
        return share
    return GAP_SHARE * (asked in offered) + (1 - GAP_SHARE) * share


def steps_ahead(seeker_rank: str, mentor_rank: str) -> int:
    """By how many steps of promotion the mentor is ahead; negative when behind."""
    return RANK_STEPS.get(mentor_rank, 0) - RANK_STEPS.get(seeker_rank, 0)


def _distance_part(seeker: Seeker, candidate: Candidate) -> float:
    steps = steps_ahead(seeker.rank, candidate.rank)
    if steps > 0:
        distance = STEPS_AHEAD.get(steps, min(STEPS_AHEAD.values()))
    elif steps == 0:
        distance = RIVAL_DISTANCE if _are_rivals(seeker, candidate) else PEER_DISTANCE
    else:
        distance = BEHIND_DISTANCE
    return distance if wish_met(candidate.rank_wish, steps) else distance * WISH_UNMET


def wish_met(rank_wish: str, steps: int) -> bool:
    """Return whether a mentee *steps* behind is one whom the mentor would rather have."""
    if rank_wish == "half_generation":
        return 1 <= steps <= 2
    if rank_wish == "junior":
        return steps >= 1
    return True


def _are_rivals(seeker: Seeker, candidate: Candidate) -> bool:
    """Return the same rank in the same unit competes for the same posts and means [C]."""
    return (
        bool(seeker.unit_path)
        and seeker.unit_path == candidate.unit_path
        and steps_ahead(seeker.rank, candidate.rank) == 0
    )


def _diversity_part(seeker: Seeker, candidate: Candidate) -> float:
    """How far the candidate's unit lies from the person's own and from everyone's in the network."""
    near = [_overlap(seeker.unit_path, candidate.unit_path)]
    near += [_overlap(path, candidate.unit_path) for path in seeker.network_paths]
    return 1.0 - max(near)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of the longer path that both run together; 1 for the same unit."""
    if not one or not other:
        return 0.0
    together = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        together += 1
    return together / max(len(one), len(other))


def _load_part(candidate: Candidate) -> float:
    free = candidate.room - WAITING_SEAT * candidate.waiting
    return min(1.0, max(0.0, free / candidate.capacity)) if candidate.capacity > 0 else 0.0


def _reach_part(seeker: Seeker, candidate: Candidate) -> float:
    """Half for a mode in common (or no wish), half for working hours in common."""
    mode = 1.0 if not seeker.modes or seeker.modes & candidate.modes else 0.0
    hours = max(0.0, 1.0 - hours_apart(seeker.utc_offset, candidate.utc_offset) / WORKING_HOURS)
    if "async" in candidate.modes:
        # Messages at one's own time need no common hours [R].
        hours = max(hours, 0.5)
    return (mode + hours) / 2


def hours_apart(one: float, other: float) -> float:
    """Hours between two offsets from UTC, the shorter way round the day."""
    apart = abs(one - other) % 24
    return min(apart, 24 - apart)


def _shared_terms(seeker_terms: frozenset[str], expertise: tuple[str, ...]) -> list[str]:
    own = {term.casefold() for term in seeker_terms}
    return sorted({term for term in expertise if term.casefold() in own}, key=str.casefold)


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
    shared = _shared_terms(seeker.expertise, candidate.expertise)
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
    if steps == 0 and not _are_rivals(seeker, candidate):
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
    if _are_rivals(seeker, candidate):
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
