"""A gap report of one group of people: figures, the groups inside it, roles and areas, the trend.

Everything that a report shows has been through `suppress`: a figure that is None may not be shown.
Three statements read the snapshot; the rest is arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Max

from evaluations.models import GapCell
from evaluations.reports.counts import WHOLE, Counts, Group, Tree, add_rest
from profiles.models import Institution
from profiles.vocabulary import Area, MentorRole

Dimension = GapCell.Dimension
TREND_MONTHS = 12
MOST_HELP = 5
# Each measure with the one that it is a part of.
PART_OF = {
    "with_mentor": "people",
    "with_network": "people",
    "with_peer": "people",
    "conflict": "with_mentor",
    "offering": "people",
    "overloaded": "offering",
    "met_soon": "started",
    "on_rhythm": "agreed",
}
# Each measure with the narrowest other one that holds all its people: whoever reads both can
# subtract, so the rest must be many, too.
WITHIN = PART_OF | {
    "with_network": "with_mentor",
    "met_soon": "met_first",
    "met_first": "started",
    "started": "people",
    "agreed": "people",
    "demand": "people",
    "filled": "demand",
    "thin": "filled",
    "supply": "offering",
}
PER_NEED = ("demand", "filled", "thin", "supply")
GROUP_MEASURES = ("people", "with_mentor", "with_network", "with_peer")
TREND_MEASURES = ("with_mentor", "with_network", "with_peer")


@dataclass(frozen=True)
class Share:
    """So many of so many; both None where it may not be shown."""

    count: int | None
    of: int | None

    @property
    def percent(self) -> int | None:
        if self.count is None or not self.of:
            return None
        return round(100 * self.count / self.of)


@dataclass(frozen=True)
class GroupRow:
    """One group beside its like."""

    dimension: str
    key: str
    label: str
    people: int | None
    with_mentor: Share
    with_network: Share
    with_peer: Share


@dataclass(frozen=True)
class NeedRow:
    """One role or area: who needs it, who has it, who offers it."""

    kind: str
    value: str
    label: str
    demand: int | None
    filled: int | None
    thin: int | None
    supply: int | None
    places: int | None

    @property
    def unmet(self) -> int | None:
        if self.demand is None or self.filled is None:
            return None
        return self.demand - self.filled

    @property
    def short(self) -> int:
        """How many places are missing for those whose need is unmet; 0 where it may not be said."""
        return max((self.unmet or 0) - (self.places or 0), 0) if self.places is not None else 0


@dataclass(frozen=True)
class Help:
    """What would help: so many more people offering something, somewhere.

    `people` counts with the places that one who offers has here on average, `each`.
    """

    label: str
    where: str
    people: int
    unmet: int
    places: int
    each: float


@dataclass(frozen=True)
class Report:
    """What a page, a file and a stored report show."""

    day: date
    dimension: str
    key: str
    label: str
    threshold: int
    figures: dict[str, Share]
    capacity: int | None
    places_free: int | None
    groups: dict[str, list[GroupRow]]
    needs: list[NeedRow]
    trend: list[tuple[date, dict[str, Share]]]
    help_most: list[Help]
    days_to_first: int | None


def build_report(
    institution: Institution,
    *,
    dimension: str = "institution",
    key: str = "",
    day: date | None = None,
) -> Report | None:
    """Return the report of one group from the latest snapshot, or of *day*; None without one.

    Raises KeyError for a group that the institution does not have.
    """
    group = (dimension, key)
    cells = GapCell.objects.filter(institution=institution)
    if day is not None:
        cells = cells.filter(day=day)
    day = cells.aggregate(day=Max("day"))["day"]
    cohorts = cells.filter(day=day, dimension=Dimension.COHORT, measure="people")
    tree = Tree(institution, cohorts.values_list("key", flat=True))
    label = tree.label_of(group)
    if day is None:
        return None
    counts = _counts(institution, day, tree)
    threshold = institution.suppression_threshold
    people_away = counts.hidden("people", "people", threshold)
    shares = _Shares(counts, threshold, people_away)
    return Report(
        day=day,
        dimension=dimension,
        key=key,
        label=label,
        threshold=threshold,
        figures={measure: shares.of(group, measure) for measure in PART_OF},
        capacity=shares.places(group, "capacity"),
        places_free=shares.places(group, "places_free"),
        groups={
            name: [_row(one, tree, shares) for one in groups if counts.of(one, "people")]
            for name, groups in tree.beside(group).items()
        },
        needs=_needs(group, shares),
        trend=_trend(institution, group, tree, day),
        help_most=_help_most(group, tree, shares),
        days_to_first=_days_to_first(group, shares),
    )


class _Shares:
    """Figures of any group, with those that may not be shown taken out; each is worked out once."""

    def __init__(self, counts: Counts, threshold: int, people_away: frozenset[Hashable]) -> None:
        self.counts, self.threshold, self.people_away = counts, threshold, people_away
        self.away: dict[tuple[str, str], frozenset[Hashable]] = {("people", ""): people_away}

    def hidden(self, measure: str, value: str = "") -> frozenset[Hashable]:
        if (measure, value) not in self.away:
            whole = WITHIN[measure]
            of_value = value if whole in PER_NEED else ""
            self.away[measure, value] = self.counts.hidden(
                measure,
                whole,
                self.threshold,
                value=value,
                of_value=of_value,
                also=self.hidden(whole, of_value),
            )
        return self.away[measure, value]

    def number(self, group: Group, measure: str, value: str = "") -> int | None:
        if group in self.hidden(measure, value):
            return None
        return self.counts.of(group, measure, value)

    def of(self, group: Group, measure: str) -> Share:
        whole = PART_OF[measure]
        count = self.number(group, measure)
        # A part says something of its whole, so neither stands alone.
        total = self.number(group, whole)
        return Share(count if total is not None else None, total)

    def places(self, group: Group, measure: str, value: str = "") -> int | None:
        """Places are not people: shown where those who offer them may be counted."""
        people = self.number(group, "supply", value) if value else self.number(group, "offering")
        return None if people is None else self.counts.of(group, measure, value)


def _row(group: Group, tree: Tree, shares: _Shares) -> GroupRow:
    dimension, key = group
    return GroupRow(
        dimension=dimension,
        key=key,
        label=tree.label_of(group),
        people=shares.number(group, "people"),
        with_mentor=shares.of(group, "with_mentor"),
        with_network=shares.of(group, "with_network"),
        with_peer=shares.of(group, "with_peer"),
    )


def _need(group: Group, kind: str, value: str, word: str, shares: _Shares) -> NeedRow:
    name = f"{kind}:{value}"
    demand = shares.number(group, "demand", name)
    return NeedRow(
        kind=kind,
        value=value,
        label=word,
        demand=demand,
        filled=shares.number(group, "filled", name) if demand is not None else None,
        thin=shares.number(group, "thin", name) if demand is not None else None,
        supply=shares.number(group, "supply", name),
        places=shares.places(group, "places", name),
    )


def _needs(group: Group, shares: _Shares) -> list[NeedRow]:
    return [
        _need(group, kind, str(value), str(word), shares)
        for kind, names in (("role", MentorRole), ("area", Area))
        for value, word in names.choices
    ]


def _help_most(group: Group, tree: Tree, shares: _Shares) -> list[Help]:
    """Where more people would help most: unmet needs beyond the places free [P: seniors are scarce]."""
    offering, capacity = shares.number(WHOLE, "offering"), shares.places(WHOLE, "capacity")
    each = max(capacity / offering, 1.0) if offering and capacity else 1.0
    units = [one for one in tree.level_of_departments(group) if shares.number(one, "people")]
    found = [
        Help(
            label=need.label,
            where="" if where == WHOLE else tree.label_of(where),
            people=ceil(need.short / each),
            unmet=need.unmet or 0,
            places=need.places or 0,
            each=round(each, 1),
        )
        for where in units or [group]
        for need in _needs(where, shares)
        if need.short
    ]
    return sorted(found, key=lambda one: (-one.people, -one.unmet, one.where, one.label))[
        :MOST_HELP
    ]


def _days_to_first(group: Group, shares: _Shares) -> int | None:
    """Days from the start of a pair to its first meeting, on average."""
    met = shares.number(group, "met_first")
    return round(shares.counts.of(group, "days_to_first") / met) if met else None


def _counts(institution: Institution, day: date, tree: Tree, **only: Any) -> Counts:
    cells = GapCell.objects.filter(institution=institution, day=day, **only)
    rows: Sequence[tuple[str, str, str, str, int]] = list(
        cells.values_list("dimension", "key", "measure", "value", "count")
    )
    counts = Counts(rows, tree)
    add_rest(counts)
    return counts


def _trend(
    institution: Institution, group: Group, tree: Tree, day: date
) -> list[tuple[date, dict[str, Share]]]:
    """The first snapshot of each of the last months; a month ago differs by more than one person."""
    cells = GapCell.objects.filter(institution=institution, measure__in=GROUP_MEASURES)
    days = cells.filter(dimension=Dimension.INSTITUTION, measure="people", day__lte=day)
    first: dict[tuple[int, int], date] = {}
    for at in sorted(days.values_list("day", flat=True)):
        first.setdefault((at.year, at.month), at)
    chosen = sorted(first.values())[-TREND_MONTHS:]
    rows: dict[date, list[tuple[str, str, str, str, int]]] = defaultdict(list)
    for at, *cell in cells.filter(day__in=chosen).values_list(
        "day", "dimension", "key", "measure", "value", "count"
    ):
        rows[at].append(tuple(cell))
    found = []
    for at in sorted(rows):
        counts = Counts(rows[at], tree)
        add_rest(counts)
        threshold = institution.suppression_threshold
        shares = _Shares(counts, threshold, counts.hidden("people", "people", threshold))
        found.append((at, {name: shares.of(group, name) for name in TREND_MEASURES}))
    return found
