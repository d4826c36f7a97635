"""What forming groups takes and gives: people, facilitators, rules; groups, and who waits and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WEEK = 336  # half-hours, from Monday 00:00 UTC

# What a grouping can aim at. Each is judged between two members, from 0 to 1, `size_middle` for a
# group; about what no one has said it is one half.
AIMS = (
    "goals_shared",  # the share of their goals that two have in common (Jaccard)
    "expertise_mixed",  # the share of their expertise that two have not in common
    "rank_close",  # 1 the same rank, a half one step apart, 0 further
    "rank_mixed",  # 1 another rank
    "units_mixed",  # 1 another unit
    "previous_mixed",  # 1 not in one group before
    "previous_kept",  # 1 in one group before
    "hours_shared",  # 1 a session fits into the hours of both
    "size_middle",  # 1 in the middle of the size range, 0 at its ends
)
DEFAULT_AIMS: Mapping[str, float] = {
    "goals_shared": 4.0,
    "expertise_mixed": 2.0,
    "rank_close": 2.0,
    "units_mixed": 2.0,
    "previous_mixed": 2.0,
    "size_middle": 1.0,
}

# Rules that a grouping keeps, and that `Broken.rule` and `Relax.rule` name.
RULES = (
    "smallest",  # fewer members than that
    "largest",  # more members than that
    "apart",  # two who may not be in one group, or a member and the facilitator
    "left",  # someone is put back into a group that they left
    "not_alone",  # someone is the only one with an attribute and asked not to be
    "hours",  # no time of the week at which a session fits for all
    "hours_said",  # someone has not said their hours
    "least_units",  # members of too few units
    "facilitated",  # no facilitator
    "capacity",  # a facilitator leads more groups than they can
    "together",  # members who are locked together are not in one group
    "led",  # a member is not with the facilitator with whom they are locked
    "twice",  # someone is in more than one group
)
# Why someone waits, as `Waiting.cause` says it.
CAUSES = (
    "too_few",  # there are not enough people for one group
    "hours_not_said",  # the program asks for hours, and they have said none
    "hours_short",  # none of their hours is long enough for a session
    "hours_alone",  # with their hours they can never meet as many as a group needs
    "wishes",  # what they or others asked for leaves too few to be in a group with
    "locked",  # those with whom they are locked do not fit into one group
    "no_facilitator",  # no facilitator can lead a group at their hours, or of them
    "facilitators_full",  # the facilitators lead as many groups as they can
    "no_place",  # no single rule: the others fit without them
    "set_aside",  # a hand-made grouping has them in no group
)


@dataclass(frozen=True)
class Person:
    """Someone who is to be in one group.

    `rank` runs from 0 (trainee) to 5, -1 for unknown; `unit` is any name, empty for unknown.
    `slots` are the free half-hours of a UTC week, 0 to 335; none means that they have not said,
    and then they are taken to be free. `traits` are what they told ("gender:woman"),
    `not_alone` those of them in which they asked not to be the only one. `apart` are the keys of
    members and facilitators never to be in one group with: it counts from either side, for
    whatever reason. `previous` are members of an earlier group. `left` are the keys of those who
    are in a group that this person left: no group with any of them is theirs again. Keys of people
    who are not there do no harm.
    """

    key: str
    rank: int = -1
    unit: str = ""
    goals: frozenset[str] = frozenset()
    expertise: frozenset[str] = frozenset()
    slots: frozenset[int] = frozenset()
    traits: frozenset[str] = frozenset()
    not_alone: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    previous: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facilitator:
    """Someone who can lead up to `groups` groups, at different hours or not: that is theirs.

    `left` are the keys of those who are in a group that they left, as for a member.
    """

    key: str
    rank: int = -1
    unit: str = ""
    slots: frozenset[int] = frozenset()
    apart: frozenset[str] = frozenset()
    groups: int = 1
    left: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rules:
    """What every group must keep, and what it aims at.

    `aims` maps names of AIMS to weights of at least 0. `session_slots` is the length of a session
    in half-hours; `hours_hard` lets no one into a group without one such time in common, and
    `hours_said` leaves those waiting who have not said their hours. `together` are sets of keys
    locked into one group, `led` maps a member's key to their facilitator's. `reasons` says why a
    pair is apart ("supervision", "blocked", "competitor"); a pair without one has a private one.
    """

    smallest: int = 4
    largest: int = 6
    aims: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_AIMS))
    session_slots: int = 3
    hours_hard: bool = True
    hours_said: bool = False
    not_alone_hard: bool = True
    least_units: int = 1
    facilitated: bool = False
    together: tuple[frozenset[str], ...] = ()
    led: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[frozenset[str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Members by key, in order. `judge` reads `members` and `facilitator` alone.

    `slots` are the half-hours of the UTC week at which a session for all of them can begin.
    `parts` holds each aim of weight, from 0 to 1; `score` is their weighted mean.
    """

    members: tuple[str, ...]
    facilitator: str | None = None
    slots: tuple[int, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)
    score: float = 0.0


@dataclass(frozen=True)
class Waiting:
    """Someone in no group, and one of CAUSES."""

    key: str
    cause: str


@dataclass(frozen=True)
class Broken:
    """A rule that a group breaks: one of RULES, the group's position, and who is concerned.

    `reason` is that of a pair apart. `private`: to name the people would give away what someone
    asked for in confidence; say that the rule is broken, not by whom.
    """

    rule: str
    group: int | None
    keys: tuple[str, ...] = ()
    reason: str = ""
    private: bool = False


@dataclass(frozen=True)
class Relax:
    """A rule to relax, to which value (0 where the rule is dropped), and that in words."""

    rule: str
    value: int
    words: str


@dataclass(frozen=True)
class Grouping:
    """Groups, and how good they are.

    `total` is the mean over all people of how well their group meets the aims, 0 for who waits,
    from 0 to 1; `parts` are the same for each aim. No grouping that places as many people has a
    total above `bound`; `gap` is (bound - total) / bound. `method` is "exact" (a `gap` of 0 is a
    proof, to 3e-5 of the total), "search" or "by_hand"; by hand there is no bound. `relax` is the
    smallest set of rules found without which everyone has a place, empty where they have one or
    none was found. `broken` is empty but for hand-made groupings.
    """

    groups: tuple[Group, ...]
    waiting: tuple[Waiting, ...]
    total: float
    bound: float | None
    gap: float | None
    method: str
    seed: int
    parts: Mapping[str, float]
    relax: tuple[Relax, ...] = ()
    broken: tuple[Broken, ...] = ()
