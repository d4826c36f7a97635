"""How well a person could fill a gap in someone's network.

Pure: frozen dataclasses in, frozen dataclasses out. Every part lies in [0, 1], and so does the
score, their weighted mean. More of anything that counts never lowers a score.

The parts follow the field: what is offered against what is needed [C]; one or two steps ahead,
past direct competition [C]; other units than those already there, and a load that the mentor
can bear [D]; ways to meet across places and time zones [R].
"""

from dataclasses import dataclass

from networks.phrases import RANK_STEPS, ROLE_PHRASES

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
    sort_key: str
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


def score_parts(seeker: Seeker, gap: Gap, candidate: Candidate) -> Parts:
    return Parts(
        area=_area_part(seeker, gap, candidate),
        role=_role_part(seeker, gap, candidate),
        expertise=expertise_part(
            candidate.text_rank, len(shared_terms(seeker.expertise, candidate.expertise))
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
        distance = RIVAL_DISTANCE if are_rivals(seeker, candidate) else PEER_DISTANCE
    else:
        distance = BEHIND_DISTANCE
    return distance if wish_met(candidate.rank_wish, steps) else distance * WISH_UNMET


def wish_met(rank_wish: str, steps: int) -> bool:
    """Return whether the mentor prefers mentees *steps* behind."""
    if rank_wish == "half_generation":
        return 1 <= steps <= 2
    if rank_wish == "junior":
        return steps >= 1
    return True


def are_rivals(seeker: Seeker, candidate: Candidate) -> bool:
    """Return whether the two compete for the same positions: same rank and same unit [C]."""
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


def shared_terms(seeker_terms: frozenset[str], expertise: tuple[str, ...]) -> list[str]:
    own = {term.casefold() for term in seeker_terms}
    return sorted({term for term in expertise if term.casefold() in own}, key=str.casefold)
