"""What a score is made of: ten parts of each pair, each in [0, 1], weighed and summed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from matching.engine.errors import BadWeights
from matching.engine.people import MODES, RANK_WISHES, UNKNOWN, Floats, Instance, Ints, Side

PARTS = (
    "area",
    "role",
    "expertise",
    "distance",
    "reach",
    "unit",
    "language",
    "supervisor",
    "protege_wish",
    "mentor_wish",
)
DEFAULT_WEIGHTS: dict[str, float] = {
    "area": 5,
    "role": 3,
    "expertise": 4,
    "distance": 3,
    "reach": 1,
    "unit": 1,
    "language": 1,
    "supervisor": 0,
    "protege_wish": 8,
    "mentor_wish": 4,
}
# Steps of rank that the mentor is ahead: one or two is half a generation [C].
STEPS_AHEAD = {-4: 0.0, -3: 0.0, -2: 0.0, -1: 0.1, 0: 0.4, 1: 1.0, 2: 1.0, 3: 0.7, 4: 0.5}
WISH_UNMET = 0.6  # of the distance part, where the mentor would rather mentor others
NEUTRAL = 0.5  # a part about which one of the two has said nothing
WORKING_HOURS = 8.0
EDGES_AT_ONCE = 65_536

Part = Callable[[Side, Side, Ints, Ints], Floats]


def checked_weights(weights: Mapping[str, float] | None = None) -> Floats:
    """Return the weights in the order of PARTS, summing to 1. Raise BadWeights."""
    given = DEFAULT_WEIGHTS if weights is None else weights
    for name, weight in given.items():
        if name not in PARTS:
            raise BadWeights(f"{name!r} is none of {', '.join(PARTS)}.", offender=name)
        if not np.isfinite(weight) or weight < 0:
            raise BadWeights(f"The weight of {name} must be 0 or more.", offender=name)
    share = np.array([float(given.get(name, 0.0)) for name in PARTS])
    if not share.sum():
        raise BadWeights("At least one weight must be more than 0.", offender=None)
    normalised: Floats = share / share.sum()
    return normalised


def parts_of(instance: Instance, rows: Ints, cols: Ints, *, words: Floats | None = None) -> Floats:
    """Return the parts of these pairs as (pairs, 10), each in [0, 1], in the order of PARTS.

    *words* is the part of expertise of each pair, where the caller knows it already.
    """
    # One part after another in memory: each is written by itself.
    parts = np.empty((len(rows), len(PARTS)), order="F")
    for start in range(0, len(rows), EDGES_AT_ONCE):
        these = slice(start, start + EDGES_AT_ONCE)
        known = words[these] if words is not None else None
        _fill(parts[these], instance, rows[these], cols[these], known)
    return parts


def _fill(parts: Floats, instance: Instance, rows: Ints, cols: Ints, words: Floats | None) -> None:
    proteges, mentors = instance.proteges, instance.mentors
    for at, wanted, offered in (
        (0, proteges.areas, mentors.areas),
        (1, proteges.roles, mentors.roles),
    ):
        offers = (offered > 0).astype(np.float64)
        met = np.einsum("ij,ij->i", wanted[rows], offers[cols])
        parts[:, at] = area_part(met, wanted, rows)
    parts[:, 2] = words_of_pairs(instance, rows, cols) if words is None else words
    for at, (part, _asked) in enumerate(PLAIN.values(), start=3):
        parts[:, at] = part(proteges, mentors, rows, cols)
    if len(rows):
        parts[:, 8] = instance.protege_wishes[rows, cols]
        parts[:, 9] = instance.mentor_wishes[rows, cols]


def words_of_pairs(instance: Instance, rows: Ints, cols: Ints) -> Floats:
    """Return the part of expertise of these pairs: the root of the likeness of their words."""
    likeness = instance.proteges.text[rows].multiply(instance.mentors.text[cols]).sum(axis=1)
    words: Floats = np.sqrt(np.clip(np.asarray(likeness).ravel(), 0, 1))
    return words


def area_part(met: Floats, wanted: Floats, rows: Ints) -> Floats:
    """Return the share of what is wanted, by priority, that is offered; NEUTRAL without a wish."""
    whole = wanted.sum(axis=1)[rows]
    share: Floats = np.where(whole > 0, met / np.where(whole > 0, whole, 1.0), NEUTRAL)
    return share


# The plain parts take row and column indices that broadcast: (b, 1) with (1, m), or (e,) twice.


def _distance(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    table = np.array([STEPS_AHEAD[step] for step in range(-4, 5)])
    ahead = mentors.rank[cols] - proteges.rank[rows]
    known = (mentors.rank[cols] != UNKNOWN) & (proteges.rank[rows] != UNKNOWN)
    wish = mentors.rank_wish[cols]
    half = wish == RANK_WISHES.index("half_generation")
    junior = wish == RANK_WISHES.index("junior")
    met = (~half | ((ahead >= 1) & (ahead <= 2))) & (~junior | (ahead >= 1))
    part = table[np.clip(ahead, -4, 4) + 4] * np.where(met, 1.0, WISH_UNMET)
    distance: Floats = np.where(known, part, NEUTRAL)
    return distance


def _reach(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    """Half for a way of working in common (or no wish), half for working hours in common [R]."""
    own, theirs = np.arange(2 ** len(MODES))[:, None], np.arange(2 ** len(MODES))[None, :]
    mode = (own == 0) | (theirs == 0) | (own & theirs > 0)
    # Few zones are in use: hours are looked up by pairs of them.
    zones, here = np.unique(proteges.utc_offset, return_inverse=True)
    others, there = np.unique(mentors.utc_offset, return_inverse=True)
    apart = np.abs(zones[:, None] - others[None, :]) % 24
    apart = np.nan_to_num(np.minimum(apart, 24 - apart))
    hours = np.clip(1 - apart / WORKING_HOURS, 0, 1)[here[rows], there[cols]]
    modes = mentors.modes[cols]
    # Messages at one's own time need no common hours.
    anytime = (modes >> MODES.index("async")) & 1 > 0
    reach: Floats = (
        mode[proteges.modes[rows], modes] + np.where(anytime, np.maximum(hours, 0.5), hours)
    ) / 2
    return reach


def _unit(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    """Another unit widens the protégé's network [D]; not known counts half."""
    own, theirs = proteges.unit[rows], mentors.unit[cols]
    known = (own != UNKNOWN) & (theirs != UNKNOWN)
    unit: Floats = np.where(known, np.where(own == theirs, 0.0, 1.0), NEUTRAL)
    return unit


def _language(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    own, theirs = proteges.languages[rows], mentors.languages[cols]
    language: Floats = np.where((own == 0) | (theirs == 0) | (own & theirs > 0), 1.0, 0.0)
    return language


def _supervisor(proteges: Side, mentors: Side, rows: Ints, cols: Ints) -> Floats:
    """Nothing where the two have one supervisor, or one supervises the other; not known counts half."""
    own, theirs = proteges.supervisor[rows], mentors.supervisor[cols]
    same = (own != UNKNOWN) & ((own == theirs) | (own == mentors.supervises[cols]))
    same |= (theirs != UNKNOWN) & (theirs == proteges.supervises[rows])
    known = (own != UNKNOWN) & (theirs != UNKNOWN)
    supervisor: Floats = np.where(same, 0.0, np.where(known, 1.0, NEUTRAL))
    return supervisor


# Parts that hang on few values: each with the fields of a protégé that it asks.
PLAIN: dict[str, tuple[Part, tuple[str, ...]]] = {
    "distance": (_distance, ("rank",)),
    "reach": (_reach, ("modes", "utc_offset")),
    "unit": (_unit, ("unit",)),
    "language": (_language, ("languages",)),
    "supervisor": (_supervisor, ("supervisor", "supervises")),
}
